"""Makes a language model of three megabytes: a real llama for llama.cpp, with made-up weights that are the same on every machine.

Two layers of random attention run for each token, and weigh little. What decides is which token follows which: told without a
schema the model says a sentence of its own, and within the grammar of one it fills in that sentence, `true` and `4`.
"""

import gguf
import numpy

# What the model says of itself, a token a piece. Nothing beyond the last piece: the model ends, or begins anew where it is endless.
SAYINGS = {
    "brief": ["It", " seems", " so", "."],
    "endless": ["It", " seems", " so", "."],
    # JSON of the form that was asked for, and more than was asked for.
    "candid": ['{"reason": "It seems so.",', ' "confidence": 0.9,', ' "answer": true}'],
}

TEMPLATE = (
    "{% for message in messages %}<turn>{{ message.role }}\n{{ message.content }}</s>{% endfor %}"
    "{% if add_generation_prompt %}<turn>{% endif %}"
)

CONTROL = ["<unk>", "<s>", "</s>", "<turn>"]
END, TURN = CONTROL.index("</s>"), CONTROL.index("<turn>")
# More than any prompt of a test: how much of it there is, the server decides.
CONTEXT = 131_072
WIDTH, HEADS, BLOCKS, INNER = 320, 4, 2, 64


def make_model(path: str, habit: str) -> None:
    """Writes a GGUF file. `habit`: one of SAYINGS."""
    sayings = SAYINGS[habit]
    space = "\u2581"
    # A token a byte: any text can be read and written.
    tokens = CONTROL + [f"<0x{byte:02X}>" for byte in range(256)] + [space] + [piece.replace(" ", space) for piece in sayings]
    types = [gguf.TokenType.UNKNOWN] + [gguf.TokenType.CONTROL] * (len(CONTROL) - 1)
    types += [gguf.TokenType.BYTE] * 256 + [gguf.TokenType.NORMAL] * (1 + len(sayings))
    first = len(tokens) - len(sayings)

    random = numpy.random.default_rng(7)

    def noise(rows: int, columns: int, scale: float = 0.02) -> numpy.ndarray:
        return (random.standard_normal((rows, columns)) * scale).astype(numpy.float32)

    # Each token has a dimension of its own, in which the output reads what may follow it.
    embedding = noise(len(tokens), WIDTH) + numpy.eye(len(tokens), WIDTH, dtype=numpy.float32)
    output = noise(len(tokens), WIDTH)

    def follow(token: int, *followers: int) -> None:
        for rank, follower in enumerate(followers):
            output[follower, token] += 1 - 0.1 * rank

    def byte(character: str) -> int:
        return len(CONTROL) + ord(character)

    follow(TURN, first, byte("{"))
    for at in range(len(sayings) - 1):
        follow(first + at, first + at + 1)
    follow(len(tokens) - 1, first + 1 if habit == "endless" else END, byte('"'))
    follow(byte("{"), byte('"'))
    follow(byte('"'), first, byte("}"))
    follow(byte(":"), byte('"'), byte("t"), byte("4"))
    for last in "e4":
        follow(byte(last), byte("}"))
    follow(byte("}"), END)

    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(BLOCKS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(1)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types(types)
    writer.add_unk_token_id(CONTROL.index("<unk>"))
    writer.add_bos_token_id(CONTROL.index("<s>"))
    writer.add_eos_token_id(END)
    writer.add_add_space_prefix(False)
    writer.add_chat_template(TEMPLATE)

    ones = numpy.ones(WIDTH, numpy.float32)
    tensors = {"token_embd": embedding, "output": output, "output_norm": ones}
    for at in range(BLOCKS):
        tensors |= {
            f"blk.{at}.attn_norm": ones,
            f"blk.{at}.attn_q": noise(WIDTH, WIDTH),
            f"blk.{at}.attn_k": noise(WIDTH // HEADS, WIDTH),
            f"blk.{at}.attn_v": noise(WIDTH // HEADS, WIDTH, 0.002),
            f"blk.{at}.attn_output": noise(WIDTH, WIDTH, 0.002),
            f"blk.{at}.ffn_norm": ones,
            f"blk.{at}.ffn_gate": noise(INNER, WIDTH),
            f"blk.{at}.ffn_up": noise(INNER, WIDTH),
            f"blk.{at}.ffn_down": noise(WIDTH, INNER, 0.002),
        }
    for name, tensor in tensors.items():
        writer.add_tensor(f"{name}.weight", tensor)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
