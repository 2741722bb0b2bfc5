/* A Cortex-M without anything: vectors, memory, the self test, and its result by semihosting. */
#include <stdint.h>

extern uint32_t data_begin, data_end, data_image, bss_begin, bss_end, stack_top;
int main(void);

static void end(int status) {
  /* SYS_EXIT_EXTENDED with ADP_Stopped_ApplicationExit */
  const uint32_t block[2] = {0x20026U, (uint32_t)status};
  register uint32_t r0 __asm__("r0") = 0x20U;
  register const void *r1 __asm__("r1") = block;
  __asm__ volatile("bkpt 0xAB" : : "r"(r0), "r"(r1) : "memory");
  for (;;) {
  }
}

void reset_handler(void) {
  uint32_t *to, *from = &data_image;
#ifdef __ARM_FP
  *(volatile uint32_t *)0xE000ED88U |= 0xF00000U; /* the floating-point unit on */
  __asm__ volatile("dsb\n isb");
#endif
  for (to = &data_begin; to < &data_end;) *to++ = *from++;
  for (to = &bss_begin; to < &bss_end;) *to++ = 0U;
  end(main());
}

__attribute__((section(".vectors"), used)) static void *const vectors[16] = {
    &stack_top, (void *)reset_handler};
