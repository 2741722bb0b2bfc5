/* A model as a C program runs it: reads the rows of a CSV file's first columns from stdin, prints what the
 * model says of each. */
#include <stdio.h>
#include <stdlib.h>

#include "lstmtrain.h"

int main(int argc, char** argv) {
  lstmtrain_error error = {0, ""};
  lstmtrain_predictor* p = argc > 1 ? lstmtrain_load(argv[1], &error) : NULL;
  double x[64], y[64];
  size_t d;
  if (p == NULL || lstmtrain_features(p) > 64 || lstmtrain_targets(p) > 64) {
    fprintf(stderr, "%s\n", error.text);
    return error.code;
  }
  for (;;) {
    for (d = 0; d < lstmtrain_features(p); ++d)
      if (scanf(d == 0 ? " %lf" : " ,%lf", &x[d]) != 1) {
        lstmtrain_free(p);
        return 0;
      }
    if (lstmtrain_step(p, x, lstmtrain_features(p), y, lstmtrain_targets(p), &error) < 0) {
      fprintf(stderr, "%s\n", error.text);
      return error.code;
    }
    printf("%.9g\n", y[0]);
  }
}
