// The processor's own instructions for SHA-256, which Swift has no words for.
#ifndef CSHA256_H
#define CSHA256_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Whether this processor has instructions for SHA-256 that `csha256_compress` knows how to use.
bool csha256_is_available(void);

/// The compression function of FIPS 180-4 section 6.2.2 over `count` blocks of 64 bytes, with the instructions that
/// `csha256_is_available` has found.
///
/// `constants` are the 64 words of section 4.2.2.
void csha256_compress(uint32_t state[8], const uint8_t *blocks, size_t count, const uint32_t constants[64]);

#endif
