// Recreates the RSA keys of CVE-2008-0166 ("Debian weak keys"): OpenSSL 0.9.8 as Debian shipped it from 2006 to 2008,
// whose random generator mixed in nothing but the process id. A new implementation of that generator and of its search
// for primes, on SHA-1 and GMP. For each process id it prints the name of openssl-blacklist: the last 20 hex digits of
// the SHA-1 of "Modulus=HEX\n". src/x509/weak-keys/debian-weak-keys.bin is buildDebianWeakKeys() of its six lists.
//
//   cc -O2 debian-weak-keys.c -o debian-weak-keys -lgmp -lcrypto       (libgmp-dev, libssl-dev 3)
//   debian-weak-keys WORD HOME BITS FIRST LAST [STEP [print the modulus instead]]
//   WORD 8 amd64, 4 i386 · HOME 0 no ~/.rnd, 1 unreadable, 2 readable · for example: 8 2 2048 0 32767
#include <gmp.h>
#include <openssl/bn.h>
#include <openssl/sha.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define STATE_SIZE 1023
static unsigned char state[STATE_SIZE + 20], md[20];
static int state_num, state_index, word, stat_size, stirred, polled;
static uint64_t md_count[2];
static uint32_t pid;

static int put_counts(unsigned char *to, const uint64_t c[2]) {
  for (int i = 0; i < 2; i++) for (int b = 0; b < word; b++) to[i * word + b] = c[i] >> (8 * b);
  return 2 * word;
}
static int put_state(unsigned char *to, int at, int n, int size) {
  int k = at + n - size;
  if (k > 0) { memcpy(to, state + at, n - k); memcpy(to + n - k, state, k); } else memcpy(to, state + at, n);
  return n;
}
static void rand_add(int num) { // what is added does not matter: that was the bug
  int st = state_index; uint64_t c[2] = {md_count[0], md_count[1]};
  unsigned char local[20], in[128]; memcpy(local, md, 20);
  state_index += num;
  if (state_index >= STATE_SIZE) { state_index %= STATE_SIZE; state_num = STATE_SIZE; }
  else if (state_num < STATE_SIZE && state_index > state_num) state_num = state_index;
  md_count[1] += num / 20 + (num % 20 > 0);
  for (int i = 0; i < num; i += 20) {
    int j = num - i > 20 ? 20 : num - i, n = 0;
    memcpy(in, local, 20); n = 20;
    n += put_state(in + n, st, j, STATE_SIZE);
    n += put_counts(in + n, c);
    SHA1(in, n, local); c[1]++;
    for (int k = 0; k < j; k++) { state[st++] ^= local[k]; if (st >= STATE_SIZE) st = 0; }
  }
  for (int k = 0; k < 20; k++) md[k] ^= local[k];
}
static void poll_once(void) { // /dev/urandom, pid, uid and time, none of which is mixed in
  if (polled) return;
  polled = 1; rand_add(32); rand_add(word); rand_add(word); rand_add(word);
}
static void rand_bytes(unsigned char *buf, int num) {
  int ceil10 = (1 + (num - 1) / 10) * 10;
  poll_once();
  if (!stirred) { stirred = 1; for (int n = STATE_SIZE; n > 0; n -= 20) rand_add(20); }
  int st = state_index, size = state_num; uint64_t c[2] = {md_count[0], md_count[1]};
  unsigned char local[20], in[128]; memcpy(local, md, 20);
  state_index += ceil10; if (state_index > state_num) state_index %= state_num;
  md_count[0]++;
  int first = 1;
  while (num > 0) {
    int j = num >= 10 ? 10 : num, n = 0; num -= j;
    if (first) { for (int b = 0; b < 4; b++) in[n++] = pid >> (8 * b); first = 0; }
    memcpy(in + n, local, 20); n += 20;
    n += put_counts(in + n, c);
    n += put_state(in + n, st, 10, size);
    SHA1(in, n, local);
    for (int i = 0; i < 10; i++) {
      state[st++] ^= local[i]; if (st >= size) st = 0;
      if (i < j) *buf++ = local[i + 10];
    }
  }
  unsigned char last[64];
  int n = put_counts(last, c); memcpy(last + n, local, 20); memcpy(last + n + 20, md, 20);
  SHA1(last, n + 40, md);
}
static void bn_rand(mpz_t r, int bits, int top) {
  unsigned char buf[1024]; int bytes = (bits + 7) / 8, bit = (bits - 1) % 8;
  rand_add(word); // the time, whose value does not matter
  rand_bytes(buf, bytes);
  if (top) { // the two highest bits and the lowest
    if (bit == 0) { buf[0] = 1; buf[1] |= 0x80; } else buf[0] |= 3 << (bit - 1);
    buf[bytes - 1] |= 1;
  }
  buf[0] &= ~(0xff << (bit + 1));
  mpz_import(r, bytes, 1, 1, 0, 0, buf);
}
#define NUMPRIMES 2048
static unsigned primes[NUMPRIMES];
static struct { uint64_t product; int from, to; } groups[NUMPRIMES]; // neighbouring primes whose product fits 64 bits
static int group_count;
static void sieve(void) {
  int n = 0;
  for (unsigned c = 2; n < NUMPRIMES; c++) {
    int prime = 1;
    for (int i = 0; i < n && primes[i] * primes[i] <= c; i++) if (c % primes[i] == 0) { prime = 0; break; }
    if (prime) primes[n++] = c;
  }
  for (int i = 1; i < NUMPRIMES;) {
    uint64_t product = 1;
    int from = i;
    while (i < NUMPRIMES && product <= UINT64_MAX / primes[i]) product *= primes[i++];
    groups[group_count].product = product; groups[group_count].from = from; groups[group_count++].to = i;
  }
}
static void probable_prime(mpz_t r, int bits) {
  static uint32_t mods[NUMPRIMES]; uint64_t delta = 0;
  bn_rand(r, bits, 1);
  for (int g = 0; g < group_count; g++) {
    uint64_t rest = mpz_fdiv_ui(r, groups[g].product);
    for (int i = groups[g].from; i < groups[g].to; i++) mods[i] = rest % primes[i];
  }
again:
  for (int i = 1; i < NUMPRIMES; i++) if ((mods[i] + delta) % primes[i] <= 1) { delta += 2; goto again; }
  mpz_add_ui(r, r, delta);
}
static struct { unsigned char state[STATE_SIZE + 20], md[20]; int num, index; uint64_t count[2]; } saved;
static void save(void) {
  memcpy(saved.state, state, sizeof state); memcpy(saved.md, md, 20); memcpy(saved.count, md_count, sizeof md_count);
  saved.num = state_num; saved.index = state_index;
}
static void restore(void) {
  memcpy(state, saved.state, sizeof state); memcpy(md, saved.md, 20); memcpy(md_count, saved.count, sizeof md_count);
  state_num = saved.num; state_index = saved.index;
}
static void witness(mpz_t w, mpz_t a) { // 1 <= w < a, drawn as BN_pseudo_rand_range does for a number that starts with 11
  mpz_t a1; mpz_init(a1); mpz_sub_ui(a1, a, 1);
  do bn_rand(w, mpz_sizeinbase(a1, 2), 0); while (mpz_cmp(w, a1) >= 0);
  mpz_add_ui(w, w, 1); mpz_clear(a1);
}
static BIGNUM *m[2], *e[2], *b[2], *r[2]; static BN_MONT_CTX *mont[2]; static BN_CTX *ctx;
static void load(int i, mpz_t a, mpz_t w) {
  unsigned char buf[1024]; size_t n;
  if (!ctx) ctx = BN_CTX_new();
  if (!m[i]) { m[i] = BN_new(); e[i] = BN_new(); b[i] = BN_new(); r[i] = BN_new(); mont[i] = BN_MONT_CTX_new(); }
  mpz_export(buf, &n, 1, 1, 0, 0, a); BN_bin2bn(buf, n, m[i]); BN_copy(e[i], m[i]); BN_sub_word(e[i], 1);
  mpz_export(buf, &n, 1, 1, 0, 0, w); BN_bin2bn(buf, n, b[i]);
  BN_MONT_CTX_set(mont[i], m[i], ctx);
}
// Primality is asked once, with the first witness; the others are drawn for their effect on the generator. Nearly every
// candidate is composite, so two are tested at a time (OpenSSL 3 does two exponentiations at once), and the generator is
// set back when the first one was prime after all.
static void generate_prime(mpz_t p, int bits) {
  int checks = bits >= 1300 ? 2 : bits >= 850 ? 3 : bits >= 650 ? 4 : bits >= 550 ? 5 : 6;
  mpz_t q, w; mpz_inits(q, w, NULL);
  for (;;) {
    probable_prime(p, bits); witness(w, p); load(0, p, w); save();
    probable_prime(q, bits); witness(w, q); load(1, q, w);
    BN_mod_exp_mont_consttime_x2(r[0], b[0], e[0], m[0], mont[0], r[1], b[1], e[1], m[1], mont[1], ctx); // w^(p-1)
    if (BN_is_one(r[0])) restore(); else if (BN_is_one(r[1])) mpz_set(p, q); else continue;
    for (int i = 1; i < checks; i++) witness(w, p);
    if (mpz_fdiv_ui(p, 65537) != 1) break;
  }
  mpz_clears(q, w, NULL);
}
int main(int argc, char **argv) {
  if (argc < 6) return 2;
  word = atoi(argv[1]); int variant = atoi(argv[2]), bits = atoi(argv[3]), step = argc > 6 ? atoi(argv[6]) : 1;
  stat_size = word == 8 ? 144 : 88; // sizeof(struct stat)
  sieve(); mpz_t p, q, n; mpz_inits(p, q, n, NULL);
  for (int id = atoi(argv[4]); id <= atoi(argv[5]); id += step) {
    pid = id; memset(state, 0, sizeof state); memset(md, 0, 20); md_count[0] = md_count[1] = 0;
    state_num = state_index = stirred = polled = 0;
    if (variant >= 1) rand_add(stat_size);
    if (variant == 2) rand_add(1024); else poll_once();
    generate_prime(p, (bits + 1) / 2);
    do generate_prime(q, bits - (bits + 1) / 2); while (mpz_cmp(p, q) == 0);
    mpz_mul(n, p, q);
    char text[4096] = "Modulus="; gmp_sprintf(text + 8, "%ZX\n", n);
    if (argc > 7) { printf("%s", text); continue; }
    unsigned char d[20]; SHA1((unsigned char *)text, strlen(text), d);
    for (int i = 10; i < 20; i++) printf("%02x", d[i]);
    printf("\n"); fflush(stdout);
  }
}
