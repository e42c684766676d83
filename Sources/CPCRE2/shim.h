#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

// Constants that Swift cannot import because they are casts or unsigned expressions.
static const uint32_t MOE_PCRE2_OPTIONS = PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C | PCRE2_NEVER_UTF;
static const uint32_t MOE_PCRE2_JIT = PCRE2_JIT_COMPLETE;
static inline int moe_pcre2_is_unset(size_t offset) { return offset == PCRE2_UNSET; }
static const uint32_t MOE_PCRE2_NO_JIT = PCRE2_NO_JIT;
