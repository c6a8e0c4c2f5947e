"""Ciphers, keyed hashes, the receipt and the reference."""

from __future__ import annotations

import re
import statistics
import time
from collections import Counter
from itertools import pairwise

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from policing.env import EnvironmentProblem
from policing.privacy import crypto, receipts, references
from policing.privacy.words import WORDS

EASTERN, DEVANAGARI, WIDE = (
    str.maketrans("0123456789", digits) for digits in ("٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９")
)
TOKENS = st.text("0123456789abcdef", min_size=32, max_size=32)
REFERENCES = st.builds(
    lambda one, digit, two, number: f"{one}-{digit}-{two}-{number}",
    st.sampled_from(WORDS), st.integers(2, 9), st.sampled_from(WORDS), st.integers(10, 99),
)  # fmt: skip


class TestCiphers:
    @given(st.text())
    def test_what_goes_in_comes_out_and_cannot_be_read(self, text: str) -> None:
        cipher = crypto.encrypt(text)
        assert crypto.decrypt(cipher) == text
        assert crypto.decrypt(memoryview(cipher)) == text
        assert len(text) < 5 or text.encode() not in cipher
        assert crypto.encrypt(text) != cipher

    def test_the_newest_key_writes_and_the_older_ones_still_read(self, settings: Settings) -> None:
        old, new = (Fernet.generate_key().decode() for _turn in range(2))
        settings.FIELD_KEYS = [old]
        early = crypto.encrypt("early")
        settings.FIELD_KEYS = [new, old]
        late = crypto.encrypt("late")
        assert crypto.decrypt(early) == "early"
        settings.FIELD_KEYS = [new]
        assert crypto.decrypt(late) == "late"
        with pytest.raises(crypto.Unreadable):
            crypto.decrypt(early)

    def test_a_changed_cipher_is_refused(self) -> None:
        cipher = bytearray(crypto.encrypt("words"))
        cipher[-1] ^= 1
        with pytest.raises(crypto.Unreadable):
            crypto.decrypt(bytes(cipher))

    def test_a_key_that_is_none_is_named(self, settings: Settings) -> None:
        settings.FIELD_KEYS = ["short"]
        with pytest.raises(EnvironmentProblem, match=r"^FIELD_KEYS"):
            crypto.encrypt("words")


class TestKeyedHashes:
    @pytest.mark.parametrize(
        ("kind", "one", "other"),
        [
            ("email", "Ada@Example.org", " ada@example.ORG "),
            ("phone", "020 7946 0000", "+44 (0)20 7946 0000"),
            ("phone", "+49 30 901820", "0049 30 901820"),
            ("phone", "٠٢٠ ٧٩٤٦ ٠٠٠٠", "02079460000"),
        ],
    )
    def test_one_address_is_found_however_it_is_typed(self, kind: str, one: str, other: str) -> None:
        assert crypto.blind_index(kind, one) == crypto.blind_index(kind, other)

    def test_another_address_kind_or_key_is_another_hash(self, settings: Settings) -> None:
        found = crypto.blind_index("email", "ada@example.org")
        assert found != crypto.blind_index("email", "ada@example.com")
        assert found != crypto.blind_index("phone", "ada@example.org")
        settings.INDEX_KEY = "another"
        assert found != crypto.blind_index("email", "ada@example.org")

    def test_the_country_of_a_bare_number_is_a_setting(self, settings: Settings) -> None:
        settings.PHONE_REGION = "CA"
        assert crypto.phone("416 555 0123") == "+14165550123"
        settings.PHONE_REGION = ""
        assert crypto.phone("416 555 0123") == ""
        assert crypto.phone("+1 416 555 0123") == "+14165550123"

    def test_purposes_do_not_share_hashes(self) -> None:
        assert re.fullmatch(r"[0-9a-f]{64}", crypto.keyed_hash("submission", "x"))
        assert crypto.keyed_hash("submission", "x") != crypto.keyed_hash("draft", "x")
        assert crypto.keyed_hash("a/b", "x") != crypto.keyed_hash("a", "b/x")


class TestReceipts:
    @given(TOKENS)
    def test_one_token_one_receipt(self, token: str) -> None:
        receipt = receipts.receipt_for(token)
        assert re.fullmatch(r"\d{4} \d{4} \d{4} \d{4}", receipt)
        assert receipts.receipt_for(token) == receipt

    def test_the_key_decides(self, settings: Settings) -> None:
        before = receipts.receipt_for("a" * 32)
        settings.RECEIPT_KEY = "another"
        assert receipts.receipt_for("a" * 32) != before

    def test_every_digit_is_as_likely_in_every_place(self) -> None:
        drawn = [receipts.receipt_for(f"{turn:032x}").replace(" ", "") for turn in range(4000)]
        for place in range(16):
            seen = Counter(receipt[place] for receipt in drawn)
            chi = sum((seen[str(digit)] - 400) ** 2 / 400 for digit in range(10))
            assert chi < 40, f"place {place} is not even"  # nine degrees of freedom: one in 130,000 by chance

    def test_tokens_have_128_bits(self) -> None:
        drawn = {receipts.new_token() for _turn in range(200)}
        assert len(drawn) == 200
        assert all(re.fullmatch(r"[0-9a-f]{32}", token) for token in drawn)

    @given(
        TOKENS, st.sampled_from([EASTERN, DEVANAGARI, WIDE, {}]), st.sampled_from(["", " ", "-", "–", " \u200f", "\u00a0", ". "])
    )
    def test_typed_in_any_reasonable_shape(self, token: str, digits: dict[int, str], gap: str) -> None:
        receipt = receipts.receipt_for(token)
        typed = f" {gap.join(receipt.split()).translate(digits)}\n"
        assert receipts.normalise(typed) == receipt.replace(" ", "")

    @pytest.mark.parametrize("typed", ["4821 O937 5560 ll84", "My code: 4821 0937 5560 1184", "4821.0937.5560.1184"])
    def test_small_slips_are_understood(self, typed: str) -> None:
        assert receipts.normalise(typed) == "4821093755601184"

    @given(st.text())
    def test_reading_never_fails(self, text: str) -> None:
        assert re.fullmatch(r"\d*", receipts.normalise(text))

    def test_only_the_right_receipt_opens(self) -> None:
        receipt = receipts.receipt_for("a" * 32)
        kept = receipts.hash_receipt(receipt)
        assert kept.startswith("$argon2id$v=19$m=8192,t=2,p=1$")
        assert receipt.replace(" ", "") not in kept
        assert len(kept) <= 160
        assert receipts.check_receipt(kept, receipt.replace(" ", "-"))
        assert not receipts.check_receipt(kept, receipts.receipt_for("b" * 32))
        assert not receipts.check_receipt(kept, "1234")
        assert not receipts.check_receipt(kept, "")
        assert not receipts.check_receipt(None, receipt)
        assert receipts.hash_receipt(receipt) != kept

    def test_a_hash_is_worth_nothing_without_the_pepper(self, settings: Settings) -> None:
        receipt = receipts.receipt_for("a" * 32)
        kept = receipts.hash_receipt(receipt)
        settings.PEPPER = "another"
        assert not receipts.check_receipt(kept, receipt)

    def test_what_is_no_receipt_is_never_kept(self) -> None:
        with pytest.raises(ValueError, match="not a receipt"):
            receipts.hash_receipt("1234")

    def test_an_unknown_reference_costs_the_same_time(self) -> None:
        receipt = receipts.receipt_for("a" * 32)
        kept = receipts.hash_receipt(receipt)

        def cost(hashed: str | None, typed: str) -> float:
            started = time.process_time()
            receipts.check_receipt(hashed, typed)
            return time.process_time() - started

        cost(None, receipt)
        rounds = [(cost(kept, "0" * 16), cost(None, receipt), cost(None, "12")) for _turn in range(9)]
        wrong, unknown, odd = (statistics.median(column) for column in zip(*rounds, strict=True))
        assert 0.5 < unknown / wrong < 2
        assert 0.5 < odd / wrong < 2


class TestReferences:
    def test_drawn_ones_have_the_shape_and_read_back(self) -> None:
        for _turn in range(300):
            reference = references.new_reference()
            assert re.fullmatch(r"[A-Z]{4,6}-[2-9]-[A-Z]{4,6}-[1-9][0-9]", reference)
            assert references.normalise_reference(reference) == reference

    def test_every_word_and_number_is_drawn(self) -> None:
        drawn = [references.new_reference().split("-") for _turn in range(12_000)]
        assert {parts[0] for parts in drawn} == {parts[2] for parts in drawn} == set(WORDS)
        assert {parts[1] for parts in drawn} == set("23456789")
        assert len({parts[3] for parts in drawn}) == 90
        assert all(parts[0] != parts[2] for parts in drawn)
        assert max(Counter(parts[0] for parts in drawn).values()) < 75  # 27 on average

    def test_the_words_are_many_short_and_apart(self) -> None:
        assert len(WORDS) == len(set(WORDS)) >= 400
        assert all(re.fullmatch(r"[A-Z]{4,6}", word) for word in WORDS)
        for place, word in enumerate(WORDS):
            for other in WORDS[place + 1 :]:
                assert _steps_apart(word, other) >= 2, f"{word} and {other} are easily mistaken"

    @given(
        REFERENCES,
        st.sampled_from([EASTERN, DEVANAGARI, {}]),
        st.sampled_from(["", " ", "-", "–", "‑", "—", " - ", "\u200e-", "_", "."]),
    )
    def test_typed_in_any_reasonable_shape(self, reference: str, digits: dict[int, str], gap: str) -> None:
        typed = f" {reference.lower().replace('-', gap).translate(digits)} "
        assert references.normalise_reference(typed) == reference

    @given(REFERENCES)
    def test_lookalikes_never_lead_to_another_reference(self, reference: str) -> None:
        mixed = reference.replace("O", "0").replace("I", "1").replace("-1", "-l").replace("-L", "-1")
        assert references.normalise_reference(mixed) == reference

    @pytest.mark.parametrize(
        "typed", ["", "hedge", "hedge-4-lamp", "4821 0937 5560 1184", "<script>", "HEDGE-4-LAMP-711", "é" * 500, "\x00"]
    )
    def test_what_cannot_be_one_is_nothing(self, typed: str) -> None:
        assert references.normalise_reference(typed) == ""

    @pytest.mark.parametrize(
        ("typed", "start"),
        [
            ("hedge 4", "HEDGE-4-"), ("HEDGE-4-lamp", "HEDGE-4-LAMP-"), ("hedge–4-lamp 7", "HEDGE-4-LAMP-"), ("hedge4", "HEDGE-4-"),
            ("lamp", ""), ("wibble 4", ""), ("hedge 4 open", ""), ("hedge 4 lamp 71", ""), ("4", ""), ("", ""), ("<b>hedge 4</b>", ""),
        ],
    )  # fmt: skip
    def test_the_start_of_one_is_its_word_and_digit(self, typed: str, start: str) -> None:
        assert references.start_of_reference(typed) == start

    def test_a_word_that_left_the_list_is_still_read(self) -> None:
        assert references.normalise_reference("wibble 4 lamp 71") == "WIBBLE-4-LAMP-71"

    @given(st.text())
    def test_reading_never_fails(self, text: str) -> None:
        assert references.normalise_reference(references.normalise_reference(text)) == references.normalise_reference(text)


def _steps_apart(one: str, other: str) -> int:
    """Count the letters to change, add or take away to make one word the other."""
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        row = [place, *row]
        row = _next_row(row, letter, other)
    return row[-1]


def _next_row(row: list[int], letter: str, other: str) -> list[int]:
    first, *above = row
    found = [first]
    for (diagonal, straight), sign in zip(pairwise(above), other, strict=True):
        found.append(min(straight + 1, found[-1] + 1, diagonal + (letter != sign)))
    return found
