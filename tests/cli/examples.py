# SPDX-License-Identifier: Apache-2.0
"""The fenced blocks of the project's pages, and what is to be done with each."""

import glob
import os
import re
import textwrap

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
PAGES = ["README.md"] + sorted("docs/" + os.path.basename(p) for p in glob.glob(ROOT + "/docs/*.md"))


class Block:
    def __init__(self, page, line, language, text):
        self.page, self.line, self.language, self.text = page, line, language, text

    def __str__(self):
        return f"{self.page}:{self.line}: ```{self.language} {self.text.splitlines()[0]}"

    @property
    def name(self):
        """That of the file as which the reader saves it, `# NAME: ...` in its first line; or none."""
        found = re.match(r"# ([\w.]+): ", self.text)
        return found and found[1]

    @property
    def commands(self):
        """Its lines without remarks, those that go on in the next as one; with what the remark says."""
        whole = re.sub(r"\\\n\s*", "", re.sub(r" +#[^\n]*(?=\n)", lambda m: "\0" + m[0].strip(), self.text))
        return [tuple((line + "\0").split("\0")[:2]) for line in whole.splitlines()]


def blocks(page):
    with open(os.path.join(ROOT, page)) as file:
        text = file.read()
    return [Block(page, text.count("\n", 0, m.start()) + 1, m[2], textwrap.dedent(m[3]))
            for m in re.finditer(r"^( *)```(\w*)\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)]


def in_line(page):
    """Commands within sentences that say all that the program must know."""
    with open(os.path.join(ROOT, page)) as file:
        found = re.findall(r"`((?:build/release/)?bullwhip [^`]*)`", file.read())
    return [line for line in found if re.search(r" -o \S|/|\.cfg|^bullwhip list$", line)]
