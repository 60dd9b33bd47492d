/**
 * What stands in place of the vDSO's functions of the time of day, for x86-64, behind a page as in `../page.ts`. It asks
 * the kernel itself, and makes of CLOCK_REALTIME what the page says, exactly as `docker/preload/murphy-clock.c` does;
 * every other clock is the kernel's. It runs wherever the page lies before it.
 *
 * Callers count on the System V ABI, and some on more: Go calls on a stack of its own and keeps a zero in xmm15. So only
 * volatile general registers are written (rax, rcx, rdx, rsi, rdi, r8 to r11), and at most 40 bytes of stack. Within
 * these functions rsi outlives a call of clock_gettime. Test: what the assembler makes of the right column is the left one.
 */
const listing = `
clock_gettime:                                              # edi: which clock, rsi: where to put it
  85 ff                      test edi, edi                  # CLOCK_REALTIME
  74 09                      je wall
  83 ff 05                   cmp edi, 5                     # CLOCK_REALTIME_COARSE
  0f 85 ae 00 00 00          jne kernel
wall:
  48 83 3d ab ff ff ff 00    cmp qword ptr [rip + page], 0  # on
  0f 84 a0 00 00 00          je kernel
  bf 01 00 00 00             mov edi, 1                     # CLOCK_MONOTONIC, to where the answer goes
  b8 e4 00 00 00             mov eax, 228                   # clock_gettime
  0f 05                      syscall
  85 c0                      test eax, eax
  0f 85 8b 00 00 00          jne end
  4c 69 06 00 ca 9a 3b       imul r8, [rsi], 1000000000
  4c 03 46 08                add r8, [rsi + 8]              # now, ns
  48 8d 3d 7f ff ff ff       lea rdi, [rip + page]
copy:                                                       # until the page is whole
  4c 8b 4f 08                mov r9, [rdi + 8]              # at
  4c 8b 57 10                mov r10, [rdi + 16]            # time
  48 8b 4f 18                mov rcx, [rdi + 24]            # rate
  4c 8b 5f 20                mov r11, [rdi + 32]            # strobe
  48 8b 57 28                mov rdx, [rdi + 40]            # every
  48 8b 07                   mov rax, [rdi]
  4c 31 c8                   xor rax, r9
  4c 31 d0                   xor rax, r10
  48 31 c8                   xor rax, rcx
  4c 31 d8                   xor rax, r11
  48 31 d0                   xor rax, rdx
  48 33 47 30                xor rax, [rdi + 48]            # reserved
  48 3b 47 38                cmp rax, [rdi + 56]            # check
  75 d0                      jne copy
  48 83 3f 00                cmp qword ptr [rdi], 0         # off since
  bf 00 00 00 00             mov edi, 0                     # CLOCK_REALTIME
  74 3f                      je kernel
  4d 29 c8                   sub r8, r9                     # since then, ns
  48 85 d2                   test rdx, rdx
  7e 17                      jle run
  49 89 d1                   mov r9, rdx
  4c 89 c0                   mov rax, r8
  48 99                      cqo
  49 f7 f9                   idiv r9
  83 e0 01                   and eax, 1                     # every second time
  48 f7 d8                   neg rax
  4c 21 d8                   and rax, r11
  49 01 c2                   add r10, rax
run:
  4c 89 c0                   mov rax, r8
  48 f7 e9                   imul rcx                       # 128 bits
  b9 00 ca 9a 3b             mov ecx, 1000000000
  48 f7 f9                   idiv rcx
  4c 01 d0                   add rax, r10                   # ns since 1970
  31 d2                      xor edx, edx
  48 f7 f1                   div rcx
  48 89 06                   mov [rsi], rax
  48 89 56 08                mov [rsi + 8], rdx
  31 c0                      xor eax, eax
end:
  c3                         ret
kernel:
  b8 e4 00 00 00             mov eax, 228
  0f 05                      syscall
  c3                         ret
gettimeofday:                                               # rdi: where to put it, rsi: where to put the zone
  b8 60 00 00 00             mov eax, 96                    # gettimeofday
  0f 05                      syscall
  85 c0                      test eax, eax
  75 2d                      jne done
  48 85 ff                   test rdi, rdi
  74 28                      je done
  48 83 3d e5 fe ff ff 00    cmp qword ptr [rip + page], 0
  74 1e                      je done
  48 89 fe                   mov rsi, rdi
  31 ff                      xor edi, edi
  e8 19 ff ff ff             call clock_gettime             # a timespec in the place of a timeval
  48 8b 46 08                mov rax, [rsi + 8]
  31 d2                      xor edx, edx
  b9 e8 03 00 00             mov ecx, 1000
  48 f7 f1                   div rcx                        # us
  48 89 46 08                mov [rsi + 8], rax
  31 c0                      xor eax, eax
done:
  c3                         ret
time:                                                       # rdi: where to put it, too, or 0
  57                         push rdi
  48 83 ec 10                sub rsp, 16
  48 89 e6                   mov rsi, rsp
  31 ff                      xor edi, edi
  e8 f5 fe ff ff             call clock_gettime
  58                         pop rax
  5a                         pop rdx
  5f                         pop rdi
  48 85 ff                   test rdi, rdi
  74 03                      je out
  48 89 07                   mov [rdi], rax
out:
  c3                         ret
`

const lines = listing
  .split('\n')
  .map((line) => /^ {2}((?:[\da-f]{2} )+) *([^#]*)|^(\w+):/.exec(line))
  .filter((line) => line !== null)

/** It follows on the page at once. */
export const code = Buffer.from(lines.map(([, bytes = '']) => bytes.replaceAll(' ', '')).join(''), 'hex')

/** Bytes from the beginning of the code to what stands in place of each function of the vDSO. */
export const entries = {
  __vdso_clock_gettime: offsetOf('clock_gettime'),
  __vdso_gettimeofday: offsetOf('gettimeofday'),
  __vdso_time: offsetOf('time'),
}

/** As an assembler reads it. For its test. */
export const assembly = lines
  .map(([, , instruction, label]) => (label === undefined ? instruction : `${label}:`))
  .join('\n')

function offsetOf(name: string): number {
  const before = lines.slice(
    0,
    lines.findIndex(([, , , label]) => label === name),
  )
  return before.reduce((sum, [, bytes = '']) => sum + bytes.trim().split(/\s+/).filter(Boolean).length, 0)
}
