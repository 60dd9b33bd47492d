/** As `9.7.4`. */
export const versionQuery = { text: "select substring_index(@@version, '-', 1) as version" }
