"""What PostgreSQL answers searches with while the engine is away: words of parts, categories and makers; GTINs.

Expression indexes and not columns of `part`: a column would be computed anew with every version that is drawn.
"""

from alembic import op

revision = "0007"
down_revision = "0006"

# Accents go; separators and the borders between digits and letters part words ("12V" is "12 V"). The classes are spelled
# out, because a class such as [[:alpha:]] means something else under every locale.
FUNCTION = r"""
CREATE FUNCTION plain_words(words text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT regexp_replace(
    regexp_replace(
      regexp_replace(normalize(words, NFKD), '[\u0300-\u036F]', '', 'g'),
      '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00BF\u2000-\u2BFF\u3000-\u303F]+', ' ', 'g'),
    '(?<=[0-9])(?=[A-Za-z])|(?<=[A-Za-z])(?=[0-9])', ' ', 'g')
$$;
"""

INDEXES = """
CREATE INDEX part_name_words ON part USING gin (to_tsvector('english'::regconfig, plain_words(name)));
CREATE INDEX part_description_words ON part USING gin (to_tsvector('english'::regconfig, plain_words(description)));
CREATE INDEX part_gtin ON part (gtin) WHERE gtin IS NOT NULL;
"""

# Tiny tables, read whole for each word: here the words are worth keeping.
COLUMNS = """
ALTER TABLE category ADD COLUMN words tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('english'::regconfig, plain_words(name))) STORED;
ALTER TABLE manufacturer ADD COLUMN words tsvector NOT NULL GENERATED ALWAYS AS (to_tsvector('english'::regconfig, plain_words(name))) STORED;
"""


def upgrade() -> None:
    """Create the function, the indexes and the columns; no version is drawn by it."""
    for statements in (FUNCTION, INDEXES, COLUMNS):
        op.execute(statements)
