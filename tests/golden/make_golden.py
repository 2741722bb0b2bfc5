#!/usr/bin/env python3
"""Writes the golden vectors beside it with PyTorch; tests/nn/golden_test.cpp and tests/train/* read them.

Run by hand, never in CI:  pip install torch==2.13.0 numpy && python tests/golden/make_golden.py
Everything is computed in float64 on one thread. Each file is JSON and names torch's version, the
seed and this script. Arrays are {"shape", "data"}, row-major, in torch's order: x [T,N,D],
states [N,H], y and target [T,N,K].
"""

import json
import pathlib

import torch
from torch import nn
from torch.optim import lr_scheduler

SEED = 20240607
HERE = pathlib.Path(__file__).parent


def array(tensor):
    tensor = tensor.detach()
    return {"shape": list(tensor.shape), "data": tensor.reshape(-1).tolist()}


def write(name, content):
    header = {"torch": torch.__version__, "seed": SEED, "script": "tests/golden/make_golden.py"}
    text = json.dumps({"header": header, **content}, separators=(",", ":"))
    (HERE / name).write_text(text + "\n")
    print(f"{name}: {len(text)} bytes")


# ---------------------------------------------------------------------------------------- networks


class NormCell(nn.Module):
    """One layer with LayerNorm inside, under nn.LSTM's names; formulas of src/nn/cells/norm_cell.hpp."""

    def __init__(self, cell, input_size, hidden_size):
        super().__init__()
        rows = (4 if cell == "lstm" else 3) * hidden_size
        shapes = {"weight_ih": (rows, input_size), "weight_hh": (rows, hidden_size),
                  "bias_ih": (rows,), "bias_hh": (rows,), "norm_ih": (rows,), "norm_hh": (rows,)}
        if cell == "lstm":
            shapes |= {"norm_c": (hidden_size,), "norm_c_bias": (hidden_size,)}
        for name, shape in shapes.items():
            center = 1.0 if name in ("norm_ih", "norm_hh", "norm_c") else 0.0
            self.register_parameter(f"{name}_l0", nn.Parameter(center + torch.empty(shape).uniform_(
                -0.4, 0.4)))

    def step(self, x, h):
        """The normalised parts of W_ih x and W_hh h."""
        p = dict(self.named_parameters())
        norm = lambda part, z: nn.functional.layer_norm(z, z.shape[-1:], p[f"norm_{part}_l0"],
                                                        p[f"bias_{part}_l0"])
        return norm("ih", x @ p["weight_ih_l0"].T), norm("hh", h @ p["weight_hh_l0"].T)

    def forward(self, x, state):
        h, *c = [s[0] for s in state]
        outputs = []
        for x_t in x:
            a_x, a_h = self.step(x_t, h)
            if c:
                i, f, g, o = (a_x + a_h).chunk(4, -1)
                c = [f.sigmoid() * c[0] + i.sigmoid() * g.tanh()]
                h = o.sigmoid() * nn.functional.layer_norm(
                    c[0], c[0].shape[-1:], self.norm_c_l0, self.norm_c_bias_l0).tanh()
            else:
                (r_x, z_x, n_x), (r_h, z_h, n_h) = a_x.chunk(3, -1), a_h.chunk(3, -1)
                z = (z_x + z_h).sigmoid()
                h = (1 - z) * (n_x + (r_x + r_h).sigmoid() * n_h).tanh() + z * h
            outputs.append(h)
        return torch.stack(outputs), [h[None], *[s[None] for s in c]]


class EmaFilter(nn.Module):
    """y_t = alpha u_t + (1 - alpha) y_{t-1}, y_{-1} = u_0; an alpha for each output."""

    def __init__(self, outputs):
        super().__init__()
        self.alpha_logit = nn.Parameter(torch.empty(outputs).uniform_(-2, 0))

    def forward(self, u):
        alpha, outputs = self.alpha_logit.sigmoid(), [u[0]]
        for u_t in u[1:]:
            outputs.append(alpha * u_t + (1 - alpha) * outputs[-1])
        return torch.stack(outputs)


class LpfFilter(nn.Module):
    """15 taps with softmax weights over the newest outputs; u_{-j} = u_0."""

    def __init__(self, outputs):
        super().__init__()
        self.tap_logits = nn.Parameter(torch.empty(outputs, 15).uniform_(-1, 1))

    def forward(self, u):
        w = self.tap_logits.softmax(-1).flip(-1)[:, None]  # the oldest first: a correlation
        padded = torch.cat([u[:1].expand(14, -1, -1), u]).permute(1, 2, 0)
        return nn.functional.conv1d(padded, w, groups=u.shape[-1]).permute(2, 0, 1)


class Network(nn.Module):
    """One nn.LSTM or nn.GRU for equal layers, a ModuleList for unequal ones; LayerNorm; head; a
    filter on the head's outputs."""

    def __init__(self, cell, input_size, layer_sizes, output_size, layer_norm, output_filter):
        super().__init__()
        self.cell = cell
        kind = nn.LSTM if cell == "lstm" else nn.GRU
        if layer_norm == "cell":
            kind = lambda d, h, num_layers=1: NormCell(cell, d, h)
        sizes = [input_size] + layer_sizes
        if len(set(layer_sizes)) == 1:
            recurrent = kind(input_size, layer_sizes[0], num_layers=len(layer_sizes))
        else:
            recurrent = nn.ModuleList(kind(d, h) for d, h in zip(sizes, layer_sizes))
        self.add_module(cell, recurrent)
        if layer_norm == "output":
            self.layer_norm = nn.LayerNorm(layer_sizes[-1])
        self.fc = nn.Linear(layer_sizes[-1], output_size)
        if output_filter == "ema":
            self.ema = EmaFilter(output_size)
        if output_filter == "lpf":
            self.lpf = LpfFilter(output_size)

    def run(self, layer, x, h, c):
        """h, c: lists of [N,H]. Returns the outputs and the final h and c as lists."""
        if self.cell == "lstm":
            x, (hn, cn) = layer(x, (torch.stack(h), torch.stack(c)))
            return x, list(hn), list(cn)
        if isinstance(layer, NormCell):
            x, (hn,) = layer(x, (torch.stack(h),))
        else:
            x, hn = layer(x, torch.stack(h))
        return x, list(hn), []

    def forward(self, x, h0, c0):
        """h0, c0: one [N,H] a layer. Returns y [T,N,K] and the final h and c of every layer."""
        recurrent = getattr(self, self.cell)
        if isinstance(recurrent, nn.ModuleList):
            hn, cn = [], []
            for layer, h, c in zip(recurrent, h0, c0):
                x, h_last, c_last = self.run(layer, x, [h], [c])
                hn += h_last
                cn += c_last
        else:
            x, hn, cn = self.run(recurrent, x, h0, c0)
        if hasattr(self, "layer_norm"):
            x = self.layer_norm(x)
        y = self.fc(x)
        for name in ("ema", "lpf"):
            if hasattr(self, name):
                y = getattr(self, name)(y)
        return y, hn, cn


def ten_losses(make, problem, loss_fn, head_begin, optimizer):
    net = make()
    x, h0, c0, target = problem
    spared = lambda name: any(part in name for part in ("bias", "norm", "logit"))
    biases = [p for n, p in net.named_parameters() if spared(n)]
    weights = [p for n, p in net.named_parameters() if not spared(n)]
    decay = 1e-2 if optimizer is torch.optim.AdamW else 0.0
    opt = optimizer([{"params": weights, "weight_decay": decay},
                     {"params": biases, "weight_decay": 0.0}], lr=1e-2)
    losses = []
    for _ in range(10):
        opt.zero_grad()
        y, _, _ = net(x, h0, c0)
        loss = loss_fn(y[head_begin:], target[head_begin:])
        loss.backward()
        opt.step()
        losses.append(loss.item())
    return losses


def network(name, cell, layer_sizes, layer_norm, loss, head_begin, output_filter="none", T=6):
    N, D, K = 3, 4, 2
    gen = torch.Generator().manual_seed(SEED + len(name))
    draw = lambda *shape: torch.randn(*shape, generator=gen)

    def make():
        torch.manual_seed(SEED)
        net = Network(cell, D, layer_sizes, K, layer_norm, output_filter)
        if layer_norm == "output":  # neither ones nor zeros, so that gamma and beta show
            with torch.no_grad():
                net.layer_norm.weight.uniform_(0.5, 1.5)
                net.layer_norm.bias.uniform_(-0.5, 0.5)
        return net

    net = make()
    x = draw(T, N, D).requires_grad_()
    h0 = [(0.5 * draw(N, h)).requires_grad_() for h in layer_sizes]
    c0 = [(0.5 * draw(N, h)).requires_grad_() for h in layer_sizes]
    target = draw(T, N, K)
    loss_fn = {"mse": nn.MSELoss(), "huber": nn.HuberLoss(delta=0.7), "mae": nn.L1Loss()}[loss]

    y, hn, cn = net(x, h0, c0)
    value = loss_fn(y[head_begin:], target[head_begin:])
    value.backward()
    params = dict(net.named_parameters())
    problem = (x.detach(), [h.detach() for h in h0], [c.detach() for c in c0], target)
    content = {
        "cell": cell, "input_size": D, "layer_sizes": layer_sizes, "output_size": K,
        "layer_norm": layer_norm, "T": T, "N": N,
        "head_begin": head_begin, "loss_kind": loss, "huber_delta": 0.7,
        "params": {k: array(v) for k, v in params.items()},
        "x": array(x), "target": array(target),
        "h0": [array(h) for h in h0], "y": array(y), "hn": [array(h) for h in hn],
        "loss": value.item(),
        "grads": {k: array(v.grad) for k, v in params.items()},
        "dx": array(x.grad), "dh0": [array(h.grad) for h in h0],
        "adam_losses": ten_losses(make, problem, loss_fn, head_begin, torch.optim.Adam),
        "adamw_losses": ten_losses(make, problem, loss_fn, head_begin, torch.optim.AdamW),
    }
    if output_filter != "none":
        content["output_filter"] = output_filter
    if cell == "lstm":
        content |= {"c0": [array(c) for c in c0], "cn": [array(c) for c in cn],
                    "dc0": [array(c.grad) for c in c0]}
    write(name, content)


# -------------------------------------------------------------------------------------- optimisers


def optimizers():
    gen = torch.Generator().manual_seed(SEED)
    start = torch.randn(6, generator=gen)
    grads = torch.randn(10, 6, generator=gen) * torch.tensor([1, 1e-4, 10, 1, 1, 1e-9])
    grads[3] = 0  # a step without a gradient still moves and decays
    cases = [
        ("Adam", {}), ("Adam", {"weight_decay": 1e-2}),
        ("Adam", {"betas": [0.8, 0.95], "eps": 1e-3, "weight_decay": 1e-2}),
        ("AdamW", {"weight_decay": 0.0}), ("AdamW", {"weight_decay": 1e-2}),
        ("AdamW", {"betas": [0.8, 0.95], "eps": 1e-3, "weight_decay": 1e-2}),
        ("SGD", {}), ("SGD", {"weight_decay": 1e-2}), ("SGD", {"momentum": 0.9}),
        ("SGD", {"momentum": 0.9, "weight_decay": 1e-2}),
        ("SGD", {"momentum": 0.9, "nesterov": True, "weight_decay": 1e-2}),
        ("RMSprop", {}), ("RMSprop", {"weight_decay": 1e-2, "alpha": 0.9}),
        ("RMSprop", {"momentum": 0.9}),
        ("RMSprop", {"momentum": 0.8, "weight_decay": 1e-2, "alpha": 0.9, "eps": 1e-3}),
    ]
    results = []
    for kind, settings in cases:
        decayed = start[:4].clone().requires_grad_()
        spared = start[4:].clone().requires_grad_()
        groups = [{"params": [decayed]}, {"params": [spared], "weight_decay": 0.0}]
        opt = getattr(torch.optim, kind)(groups, lr=0.1, foreach=False, **settings)
        steps = []
        for grad in grads:
            decayed.grad, spared.grad = grad[:4].clone(), grad[4:].clone()
            for group in opt.param_groups:  # a rate that changes, as a schedule makes it
                group["lr"] = 0.1 / (1 + len(steps))
            opt.step()
            steps.append(torch.cat([decayed, spared]).tolist())
        results.append({"type": kind, "settings": settings, "steps": steps})
    write("optimizers.json", {"params": start.tolist(), "grads": grads.tolist(),
                              "decayed": 4, "cases": results})


def clip():
    gen = torch.Generator().manual_seed(SEED)
    cases = []
    for scale in (1e-3, 1.0, 1e3, 1e-30, 1e30):
        grads = torch.randn(7, generator=gen) * scale
        param = torch.zeros(7, requires_grad=True)
        param.grad = grads.clone()
        norm = nn.utils.clip_grad_norm_([param], max_norm=1.0)
        cases.append({"grads": grads.tolist(), "max_norm": 1.0, "norm": norm.item(),
                      "clipped": param.grad.tolist()})
    write("clip.json", {"cases": cases})


# --------------------------------------------------------------------------------------- schedules

EPOCHS, STEPS, WARM_EPOCHS, START = 200, 3, 4, 0.1


def curve():
    """A made-up validation curve: falls, flattens, spikes, and holds NaN and Inf."""
    gen = torch.Generator().manual_seed(SEED)
    noise = torch.randn(EPOCHS, generator=gen)
    losses = [1 / (1 + 0.1 * e) + 0.01 * noise[e].item() for e in range(EPOCHS)]
    for e in (0, 17, 18, 60, 61, 62, 63, 64, 120):
        losses[e] = float("nan")
    losses[90] = float("inf")
    losses[150] = losses[149] * (1 - 0.5e-4)  # better, but by less than the threshold
    return losses


def rates(make, base, per_step=False, losses=None):
    """Learning rates of every epoch (or step), before the schedule's own step at its end."""
    opt = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=base)
    schedule = make(opt)
    result = []
    for n in range(EPOCHS * STEPS if per_step else EPOCHS):
        result.append(opt.param_groups[0]["lr"])
        opt.step()
        schedule.step(*([losses[n]] if losses else []))
    return result


def schedules():
    losses = curve()
    base = 0.02
    warm = rates(lambda o: lr_scheduler.LinearLR(o, START, 1.0, WARM_EPOCHS * STEPS), 1.0, True)
    plain = {
        "plateau": rates(lambda o: lr_scheduler.ReduceLROnPlateau(
            o, patience=3, factor=0.5, cooldown=2, min_lr=1e-4, threshold=1e-4), base,
            losses=losses),
        "plateau_threshold": rates(lambda o: lr_scheduler.ReduceLROnPlateau(
            o, patience=3, factor=0.5, cooldown=0, min_lr=0, threshold=0.05), base,
            losses=losses),
        "cosine": rates(lambda o: lr_scheduler.CosineAnnealingLR(o, EPOCHS, 1e-5), base),
        "step": rates(lambda o: lr_scheduler.StepLR(o, 7, 0.8), base),
        "restarts": rates(lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, 10, 2, 1e-5), base),
        "restarts_equal": rates(lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, 7, 1, 1e-5),
                                base),
        "none": [base] * EPOCHS,
    }
    cosine_steps = rates(lambda o: lr_scheduler.CosineAnnealingLR(o, EPOCHS * STEPS, 1e-5), base,
                         True)
    opt = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=base)
    restarts, restarts_steps = lr_scheduler.CosineAnnealingWarmRestarts(opt, 10, 2, 1e-5), []
    for n in range(EPOCHS * STEPS):  # as torch's documentation steps it within an epoch
        restarts_steps.append(opt.param_groups[0]["lr"])
        opt.step()
        restarts.step((n + 1) / STEPS)
    warmed = {}
    for name in ("plateau", "cosine", "none"):
        warmed[name] = [plain[name][s // STEPS] * warm[s] for s in range(6 * STEPS)]
    write("schedules.json", {
        "epochs": EPOCHS, "steps_per_epoch": STEPS, "warmup_epochs": WARM_EPOCHS,
        "warmup_start_factor": START, "initial_lr": base, "eta_min": 1e-5,
        # JSON has no NaN and Inf: strings
        "losses": [x if abs(x) < float("inf") else str(x) for x in losses],
        "rates": plain, "cosine_per_step": cosine_steps[::7], "cosine_per_step_every": 7,
        "restarts_per_step": restarts_steps[::7],
        "warmed": warmed})


def main():
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    network("lstm.json", "lstm", [5], "none", "mse", 0)
    network("lstm_stack.json", "lstm", [6, 5], "none", "huber", 0)
    network("lstm_equal_stack.json", "lstm", [5, 5], "none", "mae", 0)
    network("lstm_layer_norm.json", "lstm", [5], "output", "mse", 5)
    network("lstm_norm_cell.json", "lstm", [5], "cell", "mse", 0)
    network("lstm_norm_cell_stack.json", "lstm", [6, 5], "cell", "huber", 5)
    network("lstm_ema.json", "lstm", [5], "none", "mse", 0, "ema")
    network("lstm_lpf.json", "lstm", [5], "none", "huber", 17, "lpf", T=19)
    network("gru.json", "gru", [5], "none", "mse", 0)
    network("gru_stack.json", "gru", [6, 5], "none", "huber", 0)
    network("gru_equal_stack.json", "gru", [5, 5], "none", "mae", 5)
    network("gru_layer_norm.json", "gru", [5], "output", "mse", 0)
    network("gru_norm_cell.json", "gru", [5], "cell", "mse", 0)
    network("gru_norm_cell_stack.json", "gru", [6, 5], "cell", "huber", 5)
    optimizers()
    clip()
    schedules()


if __name__ == "__main__":
    main()
