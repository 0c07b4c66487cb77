"""MusiCNN in PyTorch, with random weights, as a yardstick of speed; PyTorch is no part of the project."""

import torch
from torch import Tensor, nn
from torch.nn import functional

KERNELS = [(204, (7, 38)), (204, (7, 67)), (51, (128, 1)), (51, (64, 1)), (51, (32, 1))]
MIDDLE = 64


class TorchMusicnn(nn.Module):  # type: ignore[misc] # PyTorch is not here when types are checked
    """From patches (patches, frames, 96) to the layer below the last (patches, 200) and the tags (patches, 50)."""

    def __init__(self) -> None:
        super().__init__()
        front = sum(channels for channels, _ in KERNELS)
        self.image = nn.BatchNorm2d(1)
        self.branches = nn.ModuleList(nn.Conv2d(1, channels, kernel) for channels, kernel in KERNELS)
        self.branch_norms = nn.ModuleList(nn.BatchNorm2d(channels) for channels, _ in KERNELS)
        self.layers = nn.ModuleList(nn.Conv1d(width, MIDDLE, 7, padding=3) for width in (front, MIDDLE, MIDDLE))
        self.layer_norms = nn.ModuleList(nn.BatchNorm1d(MIDDLE) for _ in range(3))
        pooled = 2 * (front + 3 * MIDDLE)
        self.dense = nn.Sequential(nn.BatchNorm1d(pooled), nn.Linear(pooled, 200), nn.ReLU(), nn.BatchNorm1d(200))
        self.tags = nn.Sequential(nn.Linear(200, 50), nn.Sigmoid())

    def forward(self, patches: Tensor) -> tuple[Tensor, Tensor]:
        image = self.image(patches[:, None])
        branches = [self._run_branch(image, number) for number in range(len(KERNELS))]
        layers = [torch.cat(branches, dim=1)]
        for convolve, normalise in zip(self.layers, self.layer_norms, strict=True):
            found = normalise(functional.relu(convolve(layers[-1])))
            layers.append(found if len(layers) == 1 else found + layers[-1])
        features = torch.cat(layers, dim=1)
        penultimate = self.dense(torch.cat([features.amax(dim=2), features.mean(dim=2)], dim=1))
        return penultimate, self.tags(penultimate)

    def _run_branch(self, image: Tensor, number: int) -> Tensor:
        frames = KERNELS[number][1][0]
        padded = functional.pad(image, (0, 0, (frames - 1) // 2, frames // 2))
        found: Tensor = self.branch_norms[number](functional.relu(self.branches[number](padded)))
        return found.amax(dim=3)
