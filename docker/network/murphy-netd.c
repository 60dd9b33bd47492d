/*
 * murphy-netd: makes links worse, in user space, for kernels without the netem queueing discipline.
 *
 *     murphy-netd QUEUE RULES
 *
 * Takes packets that iptables hands to NFQUEUE number QUEUE and drops, delays, damages, doubles, reorders or throttles
 * them as the file RULES says; read at the start and again at every SIGHUP. One line a directed link:
 *
 *     SOURCE DESTINATION DELAY JITTER DISTRIBUTION LOSS CORRUPTION DUPLICATION REORDERING CORRELATION RATE QUEUE
 *
 * addresses; us; us; uniform, normal or pareto; four shares from 0 to 1; how much a packet's fate follows the one
 * before it, 0 to 1; bytes a second, 0 for no limit; bytes that wait at most where there is a limit. Packets of links
 * without a line pass at once. "ready" on stdout tells that a file has been read.
 *
 * What netem(8) means by these words is meant here, with two differences: order is kept unless reordering is asked for
 * (jitter alone does not overtake), and correlation repeats a fate instead of averaging random numbers, which keeps the
 * shares what they are.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <libnetfilter_queue/libnetfilter_queue.h>
#include <linux/netfilter.h>
#include <linux/netlink.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_RULES 8192
/* Packets that we sent ourselves; the rules in iptables let them pass. */
#define OWN_MARK 0x4d

struct fate { int last, any; };

struct rule {
  uint32_t source, destination;
  double delay, jitter, loss, corruption, duplication, reordering, correlation, rate, queue;
  char distribution[16];
  struct fate lost, corrupted, duplicated, reordered;
  double last_due, free_at;
};

/* A packet that waits. `copy`: one of our own, to be sent and not to be let pass. */
struct held { double due; uint64_t order; uint32_t id; int copy, changed, length; unsigned char *bytes; };

static struct rule rules[MAX_RULES];
static int rule_count;
static struct held *heap;
static int held_count, held_room;
static uint64_t arrivals;
static struct nfq_q_handle *queue;
static int raw;
static volatile sig_atomic_t reload;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

static int befalls(struct fate *fate, double share, double correlation) {
  if (share <= 0) return 0;
  if (!fate->any || drand48() >= correlation) fate->last = drand48() < share;
  fate->any = 1;
  return fate->last;
}

/* A number around 0 of spread 1: even in -1..1; normal; Pareto with shape 3, shifted to mean 0, which has a long tail. */
static double spread(const char *distribution) {
  if (!strcmp(distribution, "normal")) return sqrt(-2 * log(1 - drand48())) * cos(2 * M_PI * drand48());
  if (!strcmp(distribution, "pareto")) return pow(1 - drand48(), -1.0 / 3) - 1.5;
  return 2 * drand48() - 1;
}

static int before(const struct held *a, const struct held *b) {
  return a->due != b->due ? a->due < b->due : a->order < b->order;
}

static void push(struct held packet) {
  if (held_count == held_room) {
    held_room = held_room ? 2 * held_room : 1024;
    heap = realloc(heap, held_room * sizeof *heap);
    if (!heap) abort();
  }
  int i = held_count++;
  packet.order = arrivals++;
  for (; i > 0 && before(&packet, &heap[(i - 1) / 2]); i = (i - 1) / 2) heap[i] = heap[(i - 1) / 2];
  heap[i] = packet;
}

static struct held pop(void) {
  struct held first = heap[0], last = heap[--held_count];
  int i = 0;
  for (int child; (child = 2 * i + 1) < held_count; i = child) {
    if (child + 1 < held_count && before(&heap[child + 1], &heap[child])) child++;
    if (!before(&heap[child], &last)) break;
    heap[i] = heap[child];
  }
  heap[i] = last;
  return first;
}

static void let_go(struct held packet) {
  if (packet.copy) {
    struct sockaddr_in to = {.sin_family = AF_INET};
    memcpy(&to.sin_addr, packet.bytes + 16, 4);
    sendto(raw, packet.bytes, packet.length, 0, (struct sockaddr *)&to, sizeof to);
  } else {
    nfq_set_verdict(queue, packet.id, NF_ACCEPT, packet.changed ? packet.length : 0, packet.changed ? packet.bytes : NULL);
  }
  free(packet.bytes);
}

static struct rule *rule_for(const unsigned char *bytes) {
  for (int i = 0; i < rule_count; i++)
    if (!memcmp(&rules[i].source, bytes + 12, 4) && !memcmp(&rules[i].destination, bytes + 16, 4)) return &rules[i];
  return NULL;
}

static unsigned char *copy_of(const unsigned char *bytes, int length) {
  unsigned char *copy = malloc(length);
  if (!copy) abort();
  return memcpy(copy, bytes, length);
}

/* Flips one bit behind the IP header. The kernel checks the sum of a packet that was changed here, as if from a wire. */
static void damage(unsigned char *bytes, int length) {
  int header = (bytes[0] & 15) * 4;
  if (length <= header) return;
  bytes[header + (int)(drand48() * (length - header))] ^= 1 << (int)(drand48() * 8);
}

static int take(struct nfq_q_handle *q, struct nfgenmsg *message, struct nfq_data *data, void *nothing) {
  (void)message, (void)nothing;
  uint32_t id = ntohl(nfq_get_msg_packet_hdr(data)->packet_id);
  unsigned char *bytes;
  int length = nfq_get_payload(data, &bytes);
  struct rule *rule = length >= 20 ? rule_for(bytes) : NULL;
  if (!rule) return nfq_set_verdict(q, id, NF_ACCEPT, 0, NULL);
  if (befalls(&rule->lost, rule->loss, rule->correlation)) return nfq_set_verdict(q, id, NF_DROP, 0, NULL);

  double time = now(), due = time;
  if (rule->rate > 0) {
    if (rule->free_at < time) rule->free_at = time;
    double waiting = (rule->free_at - time) / 1e6 * rule->rate;
    if (waiting > 0 && waiting + length > rule->queue) return nfq_set_verdict(q, id, NF_DROP, 0, NULL);
    rule->free_at += length / rule->rate * 1e6;
    due = rule->free_at;
  }
  /* As in netem, a packet that overtakes is one that is not delayed. */
  if (!befalls(&rule->reordered, rule->reordering, rule->correlation)) {
    double delay = rule->delay + rule->jitter * spread(rule->distribution);
    if (delay > 0) due += delay;
    if (due < rule->last_due) due = rule->last_due;
    rule->last_due = due;
  }
  struct held packet = {.due = due, .id = id, .length = length};
  if (befalls(&rule->corrupted, rule->corruption, rule->correlation)) {
    packet.bytes = copy_of(bytes, length);
    packet.changed = 1;
    damage(packet.bytes, length);
  }
  push(packet);
  if (befalls(&rule->duplicated, rule->duplication, rule->correlation)) {
    struct held copy = {.due = due, .copy = 1, .length = length, .bytes = copy_of(bytes, length)};
    push(copy);
  }
  return 0;
}

static void read_rules(const char *path) {
  static struct rule fresh[MAX_RULES];
  FILE *file = fopen(path, "r");
  char line[512], source[64], destination[64];
  int count = 0;
  while (file && count < MAX_RULES && fgets(line, sizeof line, file)) {
    struct rule r = {0};
    if (sscanf(line, "%63s %63s %lf %lf %15s %lf %lf %lf %lf %lf %lf %lf", source, destination, &r.delay, &r.jitter,
               r.distribution, &r.loss, &r.corruption, &r.duplication, &r.reordering, &r.correlation, &r.rate,
               &r.queue) != 12 ||
        inet_pton(AF_INET, source, &r.source) != 1 || inet_pton(AF_INET, destination, &r.destination) != 1) {
      fprintf(stderr, "murphy-netd: not a rule: %s", line);
      exit(1);
    }
    fresh[count++] = r;
  }
  if (file) fclose(file);
  memcpy(rules, fresh, count * sizeof *rules);
  rule_count = count;
  /* Where nothing is asked for any more, nothing waits any more. */
  while (!count && held_count) let_go(pop());
  puts("ready");
  fflush(stdout);
}

static void on_signal(int signal) { (void)signal, reload = 1; }

static void fail(const char *what) {
  perror(what);
  exit(1);
}

int main(int count, char **arguments) {
  if (count != 3) return fputs("usage: murphy-netd QUEUE RULES\n", stderr), 2;
  srand48(time(NULL) ^ getpid());
  /* Signals come in while we wait for packets, and at no other time. */
  sigset_t hangup, none;
  sigemptyset(&none), sigemptyset(&hangup), sigaddset(&hangup, SIGHUP);
  struct sigaction on_hangup = {.sa_handler = on_signal};
  sigaction(SIGHUP, &on_hangup, NULL);
  sigprocmask(SIG_BLOCK, &hangup, NULL);

  int one = 1, mark = OWN_MARK;
  raw = socket(AF_INET, SOCK_RAW, IPPROTO_RAW);
  if (raw < 0) fail("raw socket");
  if (setsockopt(raw, SOL_SOCKET, SO_MARK, &mark, sizeof mark)) fail("mark");

  struct nfq_handle *handle = nfq_open();
  if (!handle) fail("netlink");
  queue = nfq_create_queue(handle, atoi(arguments[1]), take, NULL);
  if (!queue) fail("queue");
  if (nfq_set_mode(queue, NFQNL_COPY_PACKET, 0xffff) < 0) fail("mode");
  nfq_set_queue_maxlen(queue, 65536);
  /* Should we fall behind, packets pass as if we were not here. */
  nfq_set_queue_flags(queue, NFQA_CFG_F_FAIL_OPEN, NFQA_CFG_F_FAIL_OPEN);
  int fd = nfq_fd(handle);
  setsockopt(fd, SOL_NETLINK, NETLINK_NO_ENOBUFS, &one, sizeof one);
  nfnl_rcvbufsiz(nfq_nfnlh(handle), 8 << 20);
  read_rules(arguments[2]);

  static char buffer[1 << 17] __attribute__((aligned));
  for (;;) {
    if (reload) reload = 0, read_rules(arguments[2]);
    double wait = held_count ? heap[0].due - now() : 1e9;
    if (wait < 0) wait = 0;
    struct timespec timeout = {.tv_sec = wait / 1e6, .tv_nsec = fmod(wait, 1e6) * 1e3};
    struct pollfd poll = {.fd = fd, .events = POLLIN};
    if (ppoll(&poll, 1, &timeout, &none) > 0) {
      int length = recv(fd, buffer, sizeof buffer, MSG_DONTWAIT);
      if (length > 0) nfq_handle_packet(handle, buffer, length);
      else if (errno != EAGAIN && errno != EINTR && errno != ENOBUFS) fail("recv");
    }
    while (held_count && heap[0].due <= now()) let_go(pop());
  }
}
