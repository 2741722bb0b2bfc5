/* The C interface of lstmtrain for those who only predict: MATLAB, Rust, ctypes, a PLC. A model
 * file is fed one row at a time in physical units, as by lstmtrain::Predictor, with the same bits.
 * Link liblstmtrain-predict.a and the C++ runtime, or liblstmtrain-predict.so.
 *
 * Nothing here throws, prints, or keeps a global state. One thread at a time may use a predictor;
 * any number of threads may each have their own. Where a function fails it returns NULL, 0 or a
 * status below 0, and says why in *error, which may be NULL. */
#ifndef LSTMTRAIN_H
#define LSTMTRAIN_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define LSTMTRAIN_API __attribute__((visibility("default")))
#else
#define LSTMTRAIN_API
#endif

enum {
  LSTMTRAIN_OK = 0,
  LSTMTRAIN_NOT_FINITE = 1, /* a cell of the row: the memory is unchanged, y is NaN */
  LSTMTRAIN_ERROR = -1      /* *error says which */
};

/* code: the program's exit status of that kind: 65 a model that cannot be used, 66 no such file,
 * 70 a fault of lstmtrain itself or no memory, 74 reading failed, 78 arguments that do not fit.
 * text: "where: what, got X, expected Y. Hint: do Z", cut at its end where it is longer. */
typedef struct lstmtrain_error {
  int code;
  char text[508];
} lstmtrain_error;

/* A model and its memory of the rows so far. */
typedef struct lstmtrain_predictor lstmtrain_predictor;

/* The version of the library, "0.1.0". */
LSTMTRAIN_API const char* lstmtrain_version(void);

/* From best.safetensors of a run, or from its bytes, which are not needed afterwards. The memory is
 * empty. Free it with lstmtrain_free. */
LSTMTRAIN_API lstmtrain_predictor* lstmtrain_load(const char* path, lstmtrain_error* error);
LSTMTRAIN_API lstmtrain_predictor* lstmtrain_from_bytes(const void* bytes, size_t size,
                                                        lstmtrain_error* error);
/* Another one with the same model and a copy of the memory. */
LSTMTRAIN_API lstmtrain_predictor* lstmtrain_copy(const lstmtrain_predictor* predictor,
                                                  lstmtrain_error* error);
/* NULL is allowed. */
LSTMTRAIN_API void lstmtrain_free(lstmtrain_predictor* predictor);

/* Of the model. Names are UTF-8 and live as long as the predictor; NULL for an index that is none.
 * Derived columns are features like others, which the caller computes; so is a check of ranges
 * (VALID_RANGE). */
LSTMTRAIN_API size_t lstmtrain_features(const lstmtrain_predictor* predictor);
LSTMTRAIN_API size_t lstmtrain_targets(const lstmtrain_predictor* predictor);
LSTMTRAIN_API const char* lstmtrain_feature(const lstmtrain_predictor* predictor, size_t index);
LSTMTRAIN_API const char* lstmtrain_target(const lstmtrain_predictor* predictor, size_t index);
/* Seconds between the rows of its training; 0: unknown. */
LSTMTRAIN_API double lstmtrain_period(const lstmtrain_predictor* predictor);
/* The output at a row predicts that many rows later. */
LSTMTRAIN_API int lstmtrain_target_offset(const lstmtrain_predictor* predictor);
/* The first outputs from an empty memory that were never trained. */
LSTMTRAIN_API int lstmtrain_warmup_rows(const lstmtrain_predictor* predictor);

/* x [features] in, y [targets] out, both in physical units and in the model's order; they may
 * overlap. LSTMTRAIN_OK, LSTMTRAIN_NOT_FINITE or, with nothing changed, LSTMTRAIN_ERROR for counts
 * that are not the model's. Allocates: no. */
LSTMTRAIN_API int lstmtrain_step(lstmtrain_predictor* predictor, const double* x, size_t features,
                                 double* y, size_t targets, lstmtrain_error* error);

/* Forgets all rows. */
LSTMTRAIN_API void lstmtrain_reset(lstmtrain_predictor* predictor);

/* The memory as bytes, to be kept over a restart: it belongs to models of this shape on machines of
 * this byte order. */
LSTMTRAIN_API size_t lstmtrain_state_size(const lstmtrain_predictor* predictor);
LSTMTRAIN_API int lstmtrain_save_state(const lstmtrain_predictor* predictor, void* bytes,
                                       size_t size, lstmtrain_error* error);
/* LSTMTRAIN_ERROR for bytes of another shape, damaged or not finite; the memory is unchanged then.
 */
LSTMTRAIN_API int lstmtrain_restore_state(lstmtrain_predictor* predictor, const void* bytes,
                                          size_t size, lstmtrain_error* error);

#ifdef __cplusplus
}
#endif

#endif
