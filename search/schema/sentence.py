"""The text whose vector stands for a part. Pure; changing it makes every stored vector be computed anew."""

from search.schema.document import PartDocument

# About 200 tokens, which is what the model reads of a text at most (256) with room for words that split into many.
SENTENCE_CHARACTERS = 800


def sentence(document: PartDocument) -> str:
    """What the part is, whose, with what values, for which equipment. Empty for a hidden document."""
    if not document["visible"]:
        return ""
    category = document["card"]["category"]["path"][-1:]
    pieces = [document["name"], *category, document["card"]["manufacturer"]["name"], document["description"]]
    pieces += [", ".join(document["specification_text"]), ", ".join(document["card"]["models"])]
    return ". ".join(piece for piece in pieces if piece)[:SENTENCE_CHARACTERS]
