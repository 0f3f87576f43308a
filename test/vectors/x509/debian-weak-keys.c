// Recreates the RSA keys of CVE-2008-0166 ("Debian weak keys"): OpenSSL 0.9.8 as Debian shipped it from 2006 to 2008,
// whose random generator mixed in nothing but the process id. Own reimplementation of its generator and prime search on
// SHA-1 and GMP; prints one line per process id: the openssl-blacklist name (last 20 hex digits of the SHA-1 of
// "Modulus=HEX\n"). Build: cc -O2 dwk.c -o dwk -lgmp -lcrypto
// Usage: dwk <word bytes: 8 amd64, 4 i386> <0 nornd | 1 noreadrnd | 2 rnd> <bits> <first pid> <last pid> [step] [print modulus]
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
static void poll_once(void) { if (!polled) { polled = 1; rand_add(32); rand_add(word); rand_add(word); rand_add(word); } }
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
    for (int i = 0; i < 10; i++) { state[st++] ^= local[i]; if (st >= size) st = 0; if (i < j) *buf++ = local[i + 10]; }
  }
  unsigned char last[64]; int n = put_counts(last, c); memcpy(last + n, local, 20); memcpy(last + n + 20, md, 20);
  SHA1(last, n + 40, md);
}
static void bn_rand(mpz_t r, int bits, int top) {
  unsigned char buf[1024]; int bytes = (bits + 7) / 8, bit = (bits - 1) % 8;
  rand_add(word); // the time, whose value does not matter
  rand_bytes(buf, bytes);
  if (top) { if (bit == 0) { buf[0] = 1; buf[1] |= 0x80; } else buf[0] |= 3 << (bit - 1); buf[bytes - 1] |= 1; }
  buf[0] &= ~(0xff << (bit + 1));
  mpz_import(r, bytes, 1, 1, 0, 0, buf);
}
#define NUMPRIMES 2048
static unsigned primes[NUMPRIMES]; static struct { uint64_t product; int from, to; } groups[NUMPRIMES]; static int group_count;
static void sieve(void) {
  int n = 0; for (unsigned c = 2; n < NUMPRIMES; c++) { int p = 1; for (int i = 0; i < n && primes[i] * primes[i] <= c; i++) if (c % primes[i] == 0) { p = 0; break; } if (p) primes[n++] = c; }
  for (int i = 1; i < NUMPRIMES;) { uint64_t p = 1; int from = i; while (i < NUMPRIMES && p <= UINT64_MAX / primes[i]) p *= primes[i++]; groups[group_count].product = p; groups[group_count].from = from; groups[group_count++].to = i; }
}
static void probable_prime(mpz_t r, int bits) {
  static uint32_t mods[NUMPRIMES]; uint64_t delta = 0;
  bn_rand(r, bits, 1);
  for (int g = 0; g < group_count; g++) { uint64_t m = mpz_fdiv_ui(r, groups[g].product); for (int i = groups[g].from; i < groups[g].to; i++) mods[i] = m % primes[i]; }
again:
  for (int i = 1; i < NUMPRIMES; i++) if ((mods[i] + delta) % primes[i] <= 1) { delta += 2; goto again; }
  mpz_add_ui(r, r, delta);
}
static int fermat(mpz_t a) {
  static BIGNUM *m, *e, *b, *r; static BN_CTX *c; static BN_MONT_CTX *mont; unsigned char buf[1024]; size_t n;
  if (!m) { m = BN_new(); e = BN_new(); b = BN_new(); r = BN_new(); c = BN_CTX_new(); mont = BN_MONT_CTX_new(); BN_set_word(b, 3); }
  mpz_export(buf, &n, 1, 1, 0, 0, a); BN_bin2bn(buf, n, m); BN_copy(e, m); BN_sub_word(e, 1);
  BN_MONT_CTX_set(mont, m, c); BN_mod_exp_mont(r, b, e, m, c, mont); return BN_is_one(r);
}
static int is_prime(mpz_t a, int checks) {
  mpz_t r, a1; mpz_inits(r, a1, NULL); mpz_sub_ui(a1, a, 1);
  int n = mpz_sizeinbase(a1, 2), prime = -1;
  for (int i = 0; i < checks && prime != 0; i++) {
    // The witness is drawn for its effect on the generator; whether a is prime is asked once, with base 3.
    do bn_rand(r, n, 0); while (mpz_cmp(r, a1) >= 0);
    if (prime < 0) prime = fermat(a);
  }
  mpz_clears(r, a1, NULL);
  return prime;
}
static void generate_prime(mpz_t p, int bits) {
  int checks = bits >= 1300 ? 2 : bits >= 850 ? 3 : bits >= 650 ? 4 : bits >= 550 ? 5 : 6;
  do {
    do probable_prime(p, bits); while (!is_prime(p, checks));
  } while (mpz_fdiv_ui(p, 65537) == 1);
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
