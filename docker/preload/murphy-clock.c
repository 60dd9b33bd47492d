/*
 * A wall clock of one's own for a program and all that it starts, by LD_PRELOAD. CLOCK_REALTIME comes from a page that
 * the controller writes while the program runs; every other clock, and the machine's own, stay as they are. Programs
 * that do not ask libc for the time (Go) do not notice.
 *
 * Absolute deadlines on CLOCK_REALTIME (pthread_cond_timedwait, sem_timedwait) are the kernel's and are not converted.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define SECOND 1000000000LL

/* Written by src/cluster/clock/page.ts; all little-endian 64-bit integers. */
struct page {
  int64_t on;        /* 0: the true time */
  int64_t at;        /* CLOCK_MONOTONIC when this came into force, ns */
  int64_t time;      /* what the clock showed then, ns since 1970 */
  int64_t rate;      /* billionths of a second that it goes on each second */
  int64_t strobe;    /* ns by which it jumps to and fro … */
  int64_t every;     /* … each so many ns; 0: it does not */
  int64_t reserved;
  int64_t check;     /* the exclusive or of all others: a page that is just being written does not have it */
};

static volatile struct page *page;
static volatile int looked;

static long now(clockid_t clock, struct timespec *out) {
  return syscall(SYS_clock_gettime, clock, out);
}

static int64_t ns(const struct timespec *t) {
  return (int64_t)t->tv_sec * SECOND + t->tv_nsec;
}

static void look(void) {
  const char *path = getenv("MURPHY_CLOCK");
  int file = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
  if (file >= 0) {
    void *mapped = mmap(NULL, sizeof(struct page), PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (mapped != MAP_FAILED) page = mapped;
  }
  looked = 1;
}

/* The page as a whole; 0 where there is none or it says nothing. */
static int read_page(struct page *out) {
  if (!looked) look();
  if (page == NULL || page->on == 0) return 0;
  for (int tries = 0; tries < 1000; tries++) {
    int64_t sum = 0;
    for (int i = 0; i < 7; i++) sum ^= ((int64_t *)out)[i] = ((volatile int64_t *)page)[i];
    __sync_synchronize();
    if (sum == page->check) return out->on != 0;
  }
  return 0;
}

static int64_t skewed(const struct page *p) {
  struct timespec mono;
  now(CLOCK_MONOTONIC, &mono);
  int64_t since = ns(&mono) - p->at;
  int64_t jump = p->every > 0 && (since / p->every) % 2 == 1 ? p->strobe : 0;
  return p->time + (int64_t)((double)since * ((double)p->rate / 1e9)) + jump;
}

int clock_gettime(clockid_t clock, struct timespec *out) {
  struct page p;
  if ((clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE) || !read_page(&p)) return (int)now(clock, out);
  int64_t t = skewed(&p);
  out->tv_sec = t / SECOND;
  out->tv_nsec = t % SECOND;
  return 0;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone) {
  struct timespec t;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &t);
  out->tv_sec = t.tv_sec;
  out->tv_usec = t.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *out) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  if (out != NULL) *out = t.tv_sec;
  return t.tv_sec;
}

int timespec_get(struct timespec *out, int base) {
  if (base != TIME_UTC) return 0;
  clock_gettime(CLOCK_REALTIME, out);
  return base;
}
