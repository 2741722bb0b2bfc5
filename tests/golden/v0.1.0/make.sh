#!/usr/bin/env bash
# Made the files beside it, once, with the program of 0.1.0 (commit 2858106), before anything moved:
#   tests/golden/v0.1.0/make.sh LSTMTRAIN FOLDER
# For each training: the model, a checkpoint in the middle of an epoch, and what the model says about
# data/test. Those here were made on AVX3 (an x86-64 with AVX-512). They are never made anew.
set -euo pipefail
lstmtrain=$(realpath "$1")
mkdir -p "$2"
cd "$2"
"$lstmtrain" simulate --out data --train-files 2 --val-files 1 --test-files 1 --rows 160 --seed 11

# make NAME STEP KEY=VALUE...: the training NAME, and its checkpoint after STEP updates
make() {
  local name=$1 step=$2 settings=()
  shift 2
  for setting in FEATURE_COLUMNS=Current,Temperature,SOC TARGET_COLUMN=Voltage BATCH_SIZE=8 \
    INITIAL_LR=0.01 MAX_EPOCHS=6 CHECKPOINT_EVERY_SECONDS=1e-9 KEEP_CHECKPOINTS=1000 "$@"; do
    settings+=(--set "$setting")
  done
  "$lstmtrain" --data data --out "run/$name" --quiet --seed 7 --threads 2 "${settings[@]}"
  "$lstmtrain" predict --model "run/$name/best.safetensors" --data data/test --out "run/$name/predicted"
  mkdir "$name"
  cp "run/$name/best.safetensors" "$name/model.safetensors"
  cp "run/$name/$(printf 'ckpt-%012d.safetensors' "$step")" "$name"
  cp "run/$name/predicted/"*.csv "$name/predicted.csv"
}
make window_lstm 29 MODEL_TYPE=LSTM RNN_LAYER_SIZES=5,4 LOOKBACK=20 WINDOW_STRIDE=5 \
  DROPOUT_PROB=0.1 OPTIMIZER_TYPE=AdamW WEIGHT_DECAY=0.001
make window_gru_norm 29 MODEL_TYPE=GRU RNN_LAYER_SIZES=5 LAYER_NORM=cell LOOKBACK=20 \
  WINDOW_STRIDE=5 TBPTT_HISTORY=12 OPTIMIZER_TYPE=RMSprop SCHEDULER_TYPE=StepLR LR_PERIOD=2 LR_PARAM=0.5
make stream_lstm_lpf 14 MODEL_TYPE=LSTM_LPF RNN_LAYER_SIZES=6 TRAINING_METHOD=Stream \
  TBPTT_STEPS=10 TBPTT_HISTORY=15 NORMALIZATION=zscore INPUT_NOISE_STD=0.01 \
  SCHEDULER_TYPE=CosineAnnealingLR SCHEDULER_INTERVAL=step
make stream_gru 60 MODEL_TYPE=GRU RNN_LAYER_SIZES=4,3 LAYER_NORM=output TRAINING_METHOD=Stream \
  TBPTT_STEPS=10 LANES=file OPTIMIZER_TYPE=SGD MOMENTUM=0.9 GRADIENT_NOISE=0.01
rm -r run
