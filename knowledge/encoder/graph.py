"""The encoder as an ONNX graph, written down from its weights.

BERT (Devlin et al. 2019) with 6 layers and 12 heads, then the mean over the words and length 1, as
the model card of all-MiniLM-L6-v2 describes it. Position ids are an input: computing them inside
trips the optimiser.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from onnx import ModelProto

_LAYERS = 6
_HEADS = 12
_WIDTH = 384
_EPSILON = 1e-12
_OPSET = 17


class _Graph:
    """Collects nodes and constants; each method adds one step and returns its output's name."""

    def __init__(self, weights: Mapping[str, NDArray[np.float32]]) -> None:
        self.weights = weights
        self.nodes: list[Any] = []
        self.constants: dict[str, Any] = {}

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """Adds a constant once and returns its name."""
        self.constants.setdefault(name, numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def weight(self, name: str, *, transposed: bool = False) -> str:
        """Adds a trained weight under its own name."""
        value = self.weights[name].astype(np.float32)
        return self.constant(name, value.T if transposed else value)

    def add(self, kind: str, *inputs: str, **options: Any) -> str:
        """Adds an operator with one output."""
        output = f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [output], **options))
        return output

    def linear(self, value: str, name: str) -> str:
        """Adds `value @ weight.T + bias`."""
        product = self.add("MatMul", value, self.weight(f"{name}.weight", transposed=True))
        return self.add("Add", product, self.weight(f"{name}.bias"))

    def normalise(self, value: str, name: str) -> str:
        """Adds a layer normalisation."""
        return self.add(
            "LayerNormalization",
            value,
            self.weight(f"{name}.weight"),
            self.weight(f"{name}.bias"),
            axis=-1,
            epsilon=_EPSILON,
        )

    def gelu(self, value: str) -> str:
        """Adds the exact Gaussian error linear unit."""
        scaled = self.add(
            "Div", value, self.constant("root_two", np.array(np.sqrt(2.0), np.float32))
        )
        shifted = self.add(
            "Add", self.add("Erf", scaled), self.constant("one", np.array(1.0, np.float32))
        )
        half = self.add("Mul", value, self.constant("half", np.array(0.5, np.float32)))
        return self.add("Mul", half, shifted)

    def integers(self, name: str, *values: int) -> str:
        """Adds a constant list of whole numbers."""
        return self.constant(name, np.array(values, np.int64))


def _embedded(graph: _Graph) -> str:
    words = graph.add("Gather", graph.weight("embeddings.word_embeddings.weight"), "ids")
    places = graph.add("Gather", graph.weight("embeddings.position_embeddings.weight"), "positions")
    kinds = graph.constant(
        "first_sentence",
        graph.weights["embeddings.token_type_embeddings.weight"][0].astype(np.float32),
    )
    total = graph.add("Add", graph.add("Add", words, places), kinds)
    return graph.normalise(total, "embeddings.LayerNorm")


def _heads(graph: _Graph, value: str, name: str, order: list[int]) -> str:
    shape = graph.integers("split", 0, 0, _HEADS, _WIDTH // _HEADS)
    return graph.add(
        "Transpose", graph.add("Reshape", graph.linear(value, name), shape), perm=order
    )


def _attention(graph: _Graph, value: str, layer: str, mask: str) -> str:
    query = _heads(graph, value, f"{layer}.attention.self.query", [0, 2, 1, 3])
    key = _heads(graph, value, f"{layer}.attention.self.key", [0, 2, 3, 1])
    content = _heads(graph, value, f"{layer}.attention.self.value", [0, 2, 1, 3])
    root = graph.constant("root_head", np.array(np.sqrt(_WIDTH / _HEADS), np.float32))
    scores = graph.add("Div", graph.add("MatMul", query, key), root)
    shares = graph.add("Softmax", graph.add("Add", scores, mask), axis=-1)
    mixed = graph.add("Transpose", graph.add("MatMul", shares, content), perm=[0, 2, 1, 3])
    joined = graph.add("Reshape", mixed, graph.integers("join", 0, 0, _WIDTH))
    return graph.linear(joined, f"{layer}.attention.output.dense")


def _layer(graph: _Graph, value: str, number: int, mask: str) -> str:
    layer = f"encoder.layer.{number}"
    attended = graph.add("Add", value, _attention(graph, value, layer, mask))
    middle = graph.normalise(attended, f"{layer}.attention.output.LayerNorm")
    wide = graph.gelu(graph.linear(middle, f"{layer}.intermediate.dense"))
    narrow = graph.linear(wide, f"{layer}.output.dense")
    return graph.normalise(graph.add("Add", middle, narrow), f"{layer}.output.LayerNorm")


def _pooled(graph: _Graph, value: str) -> None:
    weights = graph.add("Unsqueeze", "mask", graph.integers("last", -1))
    total = graph.add(
        "ReduceSum", graph.add("Mul", value, weights), graph.integers("words", 1), keepdims=0
    )
    count = graph.add("ReduceSum", weights, graph.integers("words", 1), keepdims=0)
    mean = graph.add("Div", total, count)
    graph.nodes.append(helper.make_node("LpNormalization", [mean], ["vector"], axis=-1, p=2))


def sentence_graph(weights: Mapping[str, NDArray[np.float32]]) -> ModelProto:
    """Writes the graph.

    Args:
        weights: The published tensors by name.

    Returns:
        A checked model: `ids` and `positions` (int64) and `mask` (float32, 1 for a word piece and 0
        for padding) in, `vector` (float32, texts x 384, length 1) out.
    """
    graph = _Graph(weights)
    keep = graph.add("Unsqueeze", "mask", graph.integers("heads_and_rows", 1, 2))
    lost = graph.add("Sub", graph.constant("one", np.array(1.0, np.float32)), keep)
    mask = graph.add("Mul", lost, graph.constant("far", np.array(-10000.0, np.float32)))
    value = _embedded(graph)
    for number in range(_LAYERS):
        value = _layer(graph, value, number, mask)
    _pooled(graph, value)
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "sentence-encoder",
            [
                helper.make_tensor_value_info("ids", TensorProto.INT64, ["texts", "words"]),
                helper.make_tensor_value_info("mask", TensorProto.FLOAT, ["texts", "words"]),
                helper.make_tensor_value_info("positions", TensorProto.INT64, ["one", "words"]),
            ],
            [helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["texts", _WIDTH])],
            list(graph.constants.values()),
        ),
        opset_imports=[helper.make_opsetid("", _OPSET)],
        ir_version=8,
    )
    checker.check_model(model)
    return model
