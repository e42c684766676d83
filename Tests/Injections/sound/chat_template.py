"""Writes messages in the form that chat models were trained on."""

START = "<|im_start|>"
END = "<|im_end|>"


def rendered(messages: list[dict[str, str]]) -> str:
    """Each message between its marks, and an open one for the model's turn."""
    turns = [f"{START}{message['role']}\n{message['content']}{END}" for message in messages]
    return "\n".join([*turns, f"{START}assistant\n"])


def test_rendered():
    text = rendered([{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello"}])
    assert text.startswith("<|im_start|>system\nBe brief.<|im_end|>")
    assert text.endswith("<|im_start|>assistant\n")
