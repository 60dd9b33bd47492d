/*
 * A disk of one's own for a program and all that it starts, by LD_PRELOAD: what becomes of files under one folder is
 * said by a page that the controller writes while the program runs. They can be slow, read-only or full; and of each
 * file is kept what it held before it was written to, until it is synced, so that what was never synced can be lost.
 *
 * As with LazyFS, the disk keeps names (files made, renamed and removed stay so) and loses contents and sizes: each file
 * goes back to what it was at its last fsync. Where a write and a sync meet, the write is kept: it may have been synced.
 * Not seen, and thereby kept, is what is written past libc's calls: through memory maps, FILE streams, io_uring, or by
 * programs that make system calls themselves (Go).
 *
 * A journal is a file `undo/<inode>`: the length of what is valid in it, then records. It is locked from the look at the
 * old bytes until the new ones are written.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <dirent.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* Written by src/cluster/files/page.ts; little-endian 64-bit integers. */
struct page {
  int64_t journal;   /* whether old contents are kept */
  int64_t read_only;
  int64_t full;      /* no file grows */
  int64_t write_ns;  /* by which a write, … */
  int64_t sync_ns;   /* … and a sync is longer */
};

/* What a file was before a change: `length` bytes at `offset`, and its size. */
struct record {
  int64_t offset, length, size;
  int64_t changed; /* bytes */
};

static volatile struct page *page;
static char data[PATH_MAX], undo[PATH_MAX];

static int active(void) {
  return page != NULL && (page->journal | page->read_only | page->full | page->write_ns | page->sync_ns) != 0;
}

/* --- which files are meant --- */

static int inside(const char *path) {
  size_t length = strlen(data);
  return strncmp(path, data, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

/* Where a link of /proc leads, with `rest` behind it. */
static int link_inside(const char *link, const char *rest) {
  char path[2 * PATH_MAX];
  ssize_t length = readlink(link, path, PATH_MAX);
  if (length < 0) return 0;
  snprintf(path + length, sizeof path - (size_t)length, "%s%s", rest[0] == '\0' ? "" : "/", rest);
  return inside(path);
}

/* A regular file under the folder that still has a name. */
static int ours(int fd, struct stat *info) {
  char link[32];
  if (fstat(fd, info) != 0 || !S_ISREG(info->st_mode) || info->st_nlink == 0) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  return link_inside(link, "");
}

static int ours_by_name(int dir, const char *path) {
  char link[32] = "/proc/self/cwd";
  if (path == NULL) return 0;
  if (path[0] == '/') return inside(path);
  if (dir != AT_FDCWD) snprintf(link, sizeof link, "/proc/self/fd/%d", dir);
  return link_inside(link, path);
}

/* --- the journal of a file --- */

/* Locked; -1 where there is none, and none is to be made. */
static int open_journal(ino_t inode, int make) {
  char path[PATH_MAX + 32];
  snprintf(path, sizeof path, "%s/%llu", undo, (unsigned long long)inode);
  int journal = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC | (make ? O_CREAT : 0), 0600);
  if (journal < 0) return -1;
  while (flock(journal, LOCK_EX) != 0 && errno == EINTR) continue;
  return journal;
}

/* Unlocked by name, not only by closing: a child forked in between would keep it locked. */
static void close_journal(int journal) {
  if (journal < 0) return;
  flock(journal, LOCK_UN);
  close(journal);
}

static int64_t journal_end(int journal) {
  int64_t end;
  return pread(journal, &end, sizeof end, 0) == sizeof end ? end : (int64_t)sizeof end;
}

static void copy(int from, int64_t at, int to, int64_t into, int64_t length) {
  char buffer[16384];
  while (length > 0) {
    ssize_t got = pread(from, buffer, length < (int64_t)sizeof buffer ? (size_t)length : sizeof buffer, at);
    if (got <= 0 || syscall(SYS_pwrite64, to, buffer, got, into) != got) return;
    at += got, into += got, length -= got;
  }
}

/* Valid from the moment when the new end is written: a process that is killed before leaves the journal as it was. */
static void keep(int journal, int fd, const struct record *record) {
  char link[32], byte;
  int64_t at = journal_end(journal), end = at + (int64_t)sizeof *record + record->length;
  int readable = fd;
  /* Opened for writing only, or only for whole blocks: another look at the same file. */
  if (record->length > 0 && pread(fd, &byte, 1, record->offset) < 0) {
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    readable = (int)syscall(SYS_openat, AT_FDCWD, link, O_RDONLY | O_CLOEXEC);
  }
  syscall(SYS_pwrite64, journal, record, sizeof *record, at);
  copy(readable, record->offset, journal, at + (int64_t)sizeof *record, record->length);
  syscall(SYS_pwrite64, journal, &end, sizeof end, 0);
  if (readable != fd && readable >= 0) close(readable);
}

static void forget(ino_t inode) {
  int journal = open_journal(inode, 0);
  if (journal < 0) return;
  if (syscall(SYS_ftruncate, journal, 0) != 0) { /* what it holds may be lost: more than is true, but never synced */ }
  close_journal(journal);
}

static void forget_all(void) {
  DIR *folder = opendir(undo);
  struct dirent *entry;
  if (folder == NULL) return;
  while ((entry = readdir(folder)) != NULL)
    if (entry->d_name[0] != '.') forget((ino_t)strtoull(entry->d_name, NULL, 10));
  closedir(folder);
}

/* The last name of a file is about to go: its inode may be another file's next. */
static void forget_name(int dir, const char *path) {
  struct stat info;
  if (active() && fstatat(dir, path, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(info.st_mode) && info.st_nlink == 1 &&
      ours_by_name(dir, path))
    forget(info.st_ino);
}

/* --- changes --- */

#define HERE (-1)

/* As long as a disk takes: signals do not make it faster. */
static void nap(int64_t ns) {
  struct timespec until;
  if (ns <= 0) return;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_sec += (until.tv_nsec + ns) / 1000000000;
  until.tv_nsec = (until.tv_nsec + ns) % 1000000000;
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) == EINTR) continue;
}

/* A change that is under way: its journal, if it has one. */
struct change {
  int journal;
};

/* Before `length` bytes at `offset` change and the file is `size` bytes long at least. 0, with errno: refused. */
static int begin(struct change *change, int fd, int64_t offset, int64_t length) {
  struct stat info;
  change->journal = -1;
  if (!active() || !ours(fd, &info)) return 1;
  int flags = fcntl(fd, F_GETFL);
  if (offset == HERE) offset = flags & O_APPEND ? info.st_size : lseek(fd, 0, SEEK_CUR);
  if (page->read_only || (page->full && offset + length > info.st_size)) {
    errno = page->read_only ? EROFS : ENOSPC;
    return 0;
  }
  nap(flags & O_DSYNC ? page->sync_ns : page->write_ns);
  if (!page->journal) return 1;
  if (flags & O_DSYNC) {
    forget(info.st_ino); /* and with it what is not on the disk yet: kept, as it may be */
    return 1;
  }
  if ((change->journal = open_journal(info.st_ino, 1)) < 0 || fstat(fd, &info) != 0) return 1;
  int64_t old = info.st_size - offset < length ? info.st_size - offset : length;
  struct record record = {offset, old > 0 ? old : 0, info.st_size, length};
  keep(change->journal, fd, &record);
  return 1;
}

static long finish(struct change *change, long result) {
  int error = errno;
  close_journal(change->journal);
  errno = error;
  return result;
}

static int64_t total(const struct iovec *parts, int count) {
  int64_t sum = 0;
  for (int i = 0; i < count; i++) sum += (int64_t)parts[i].iov_len;
  return sum;
}

#define CHANGE(fd, offset, length, call)                                   \
  struct change change;                                                    \
  return begin(&change, fd, offset, length) ? finish(&change, call) : -1

ssize_t write(int fd, const void *from, size_t length) {
  CHANGE(fd, HERE, (int64_t)length, syscall(SYS_write, fd, from, length));
}

ssize_t pwrite(int fd, const void *from, size_t length, off_t offset) {
  CHANGE(fd, offset, (int64_t)length, syscall(SYS_pwrite64, fd, from, length, offset));
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  CHANGE(fd, HERE, total(parts, count), syscall(SYS_writev, fd, parts, count));
}

/* The kernel takes an offset in two halves, the second of which is empty on 64-bit machines. */
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t offset) {
  CHANGE(fd, offset, total(parts, count), syscall(SYS_pwritev, fd, parts, count, offset, 0L));
}

ssize_t pwritev2(int fd, const struct iovec *parts, int count, off_t offset, int flags) {
  CHANGE(fd, offset, total(parts, count), syscall(SYS_pwritev2, fd, parts, count, offset, 0L, flags));
}

/* To cut off changes the rest; to grow changes what was not there. */
int ftruncate(int fd, off_t size) {
  struct stat info;
  int64_t rest = fstat(fd, &info) == 0 && info.st_size > size ? info.st_size - size : 0;
  int64_t at = rest > 0 ? size : info.st_size;
  CHANGE(fd, at, rest > 0 ? rest : size - info.st_size, (int)syscall(SYS_ftruncate, fd, size));
}

int fallocate(int fd, int mode, off_t offset, off_t length) {
  CHANGE(fd, offset, length, (int)syscall(SYS_fallocate, fd, mode, offset, length));
}

int posix_fallocate(int fd, off_t offset, off_t length) {
  int error = errno, failed = fallocate(fd, 0, offset, length) == 0 ? 0 : errno;
  errno = error;
  return failed;
}

ssize_t pwrite64(int, const void *, size_t, off_t) __attribute__((alias("pwrite")));
ssize_t pwritev64(int, const struct iovec *, int, off_t) __attribute__((alias("pwritev")));
ssize_t pwritev64v2(int, const struct iovec *, int, off_t, int) __attribute__((alias("pwritev2")));
int ftruncate64(int, off_t) __attribute__((alias("ftruncate")));
int fallocate64(int, int, off_t, off_t) __attribute__((alias("fallocate")));
int posix_fallocate64(int, off_t, off_t) __attribute__((alias("posix_fallocate")));

/* --- syncs --- */

static int synced(int fd, long call) {
  struct stat info;
  int mine = active() && ours(fd, &info);
  if (mine) nap(page->sync_ns);
  int result = (int)syscall(call, fd);
  if (mine && result == 0) forget(info.st_ino);
  return result;
}

int fsync(int fd) { return synced(fd, SYS_fsync); }

int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

int syncfs(int fd) {
  int result = (int)syscall(SYS_syncfs, fd);
  if (active() && result == 0) forget_all();
  return result;
}

void sync(void) {
  syscall(SYS_sync);
  if (active()) forget_all();
}

/* --- names --- */

static int refused(int dir, const char *path) {
  if (!active() || !page->read_only || !ours_by_name(dir, path)) return 0;
  errno = EROFS;
  return 1;
}

static int opened(int dir, const char *path, int flags, mode_t mode) {
  int writes = (flags & O_ACCMODE) != O_RDONLY || (flags & (O_CREAT | O_TRUNC)) != 0;
  if (writes && refused(dir, path)) return -1;
  if (!(flags & O_TRUNC) || !active() || !ours_by_name(dir, path))
    return (int)syscall(SYS_openat, dir, path, flags, mode);
  int fd = (int)syscall(SYS_openat, dir, path, flags & ~O_TRUNC, mode);
  struct stat info;
  if (fd >= 0 && fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0 && ftruncate(fd, 0) != 0) {
    int error = errno;
    close(fd);
    errno = error;
    return -1;
  }
  return fd;
}

#define MODE(flags)                                                             \
  mode_t mode = 0;                                                              \
  if (((flags) & O_CREAT) != 0 || ((flags) & O_TMPFILE) == O_TMPFILE) {         \
    va_list rest;                                                               \
    va_start(rest, flags);                                                      \
    mode = va_arg(rest, mode_t);                                                \
    va_end(rest);                                                               \
  }

int open(const char *path, int flags, ...) {
  MODE(flags)
  return opened(AT_FDCWD, path, flags, mode);
}

int openat(int dir, const char *path, int flags, ...) {
  MODE(flags)
  return opened(dir, path, flags, mode);
}

int creat(const char *path, mode_t mode) { return opened(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

/* What programs call that were compiled with _FORTIFY_SOURCE. */
int __open_2(const char *path, int flags) { return opened(AT_FDCWD, path, flags, 0); }

int __openat_2(int dir, const char *path, int flags) { return opened(dir, path, flags, 0); }

int open64(const char *, int, ...) __attribute__((alias("open")));
int openat64(int, const char *, int, ...) __attribute__((alias("openat")));
int creat64(const char *, mode_t) __attribute__((alias("creat")));
int __open64_2(const char *, int) __attribute__((alias("__open_2")));
int __openat64_2(int, const char *, int) __attribute__((alias("__openat_2")));

int unlinkat(int dir, const char *path, int flags) {
  if (refused(dir, path)) return -1;
  forget_name(dir, path);
  return (int)syscall(SYS_unlinkat, dir, path, flags);
}

int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }

int renameat2(int from_dir, const char *from, int to_dir, const char *to, unsigned flags) {
  if (refused(to_dir, to)) return -1;
  forget_name(to_dir, to);
  return (int)syscall(SYS_renameat2, from_dir, from, to_dir, to, flags);
}

int renameat(int from_dir, const char *from, int to_dir, const char *to) {
  return renameat2(from_dir, from, to_dir, to, 0);
}

int rename(const char *from, const char *to) { return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0); }

/* --- the loss --- */

static long lost_files, lost_bytes;

/* From the last change back to the first. */
static void restore(int fd, int journal) {
  int64_t end = journal_end(journal);
  size_t count = 0, room = 0;
  int64_t *starts = NULL;
  struct record record;
  for (int64_t at = sizeof end; at < end; at += (int64_t)sizeof record + record.length) {
    if (pread(journal, &record, sizeof record, at) != sizeof record) break;
    if (count == room) starts = realloc(starts, (room = room * 2 + 64) * sizeof *starts);
    if (starts == NULL) abort();
    starts[count++] = at;
    lost_bytes += record.changed;
  }
  lost_files += count > 0;
  while (count-- > 0) {
    if (pread(journal, &record, sizeof record, starts[count]) != sizeof record) abort();
    copy(journal, starts[count] + (int64_t)sizeof record, fd, record.offset, record.length);
    if (syscall(SYS_ftruncate, fd, record.size) != 0) abort();
  }
  free(starts);
  if (syscall(SYS_ftruncate, journal, 0) != 0) abort();
}

static int restore_file(const char *path, const struct stat *info, int kind, struct FTW *where) {
  (void)where;
  int journal = kind == FTW_F ? open_journal(info->st_ino, 0) : -1;
  if (journal < 0) return 0;
  int fd = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDWR | O_CLOEXEC);
  if (fd < 0) abort();
  restore(fd, journal);
  close(fd);
  close_journal(journal);
  return 0;
}

/* MURPHY_DISK: the folder of the page and of the journals; MURPHY_DATA: the files that are meant. Both are copied:
   PostgreSQL writes its title over its environment. With MURPHY_LOSE the program does nothing but lose, and says what. */
__attribute__((constructor)) static void look(void) {
  const char *folder = getenv("MURPHY_DISK"), *files = getenv("MURPHY_DATA");
  if (folder == NULL || files == NULL) return;
  snprintf(data, sizeof data, "%s", files);
  snprintf(undo, sizeof undo, "%.4000s/undo", folder);
  if (getenv("MURPHY_LOSE") != NULL) {
    int failed = nftw(data, restore_file, 32, FTW_PHYS);
    dprintf(1, "%ld %ld\n", lost_files, lost_bytes);
    _exit(failed == 0 ? 0 : 1);
  }
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%.4000s/page", folder);
  int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return;
  void *mapped = mmap(NULL, sizeof(struct page), PROT_READ, MAP_SHARED, file, 0);
  close(file);
  if (mapped != MAP_FAILED) page = mapped;
}
