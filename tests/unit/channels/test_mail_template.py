"""Templates as files: found by language, compiled once, refused with a remedy."""

from __future__ import annotations

import pytest

from roundtrip.channels.mail_template import MailTemplates
from roundtrip.channels.skeleton import UnfitTemplate, filled

MJML = "<mjml><mj-body><mj-section><mj-column><mj-text>{text}</mj-text></mj-column></mj-section>{more}</mj-body></mjml>"


@pytest.fixture
def templates(tmp_path):
    (tmp_path / "a.en.mjml").write_text(MJML.format(text="Hi {{ n }}", more='<mj-include path="_foot.mjml" />'))
    (tmp_path / "a.en.txt").write_text("Hi {{ n }}")
    (tmp_path / "a.de.mjml").write_text(MJML.format(text="Hallo {{ n }}", more=""))
    (tmp_path / "a.de.txt").write_text("Hallo {{ n }}")
    (tmp_path / "_foot.mjml").write_text(
        '<mj-section><mj-column><mj-text><a href="{{ unsubscribe_url }}">x</a></mj-text></mj-column></mj-section>'
    )
    return MailTemplates(tmp_path, "en", is_tracked=False)


@pytest.mark.parametrize(
    ("wanted", "language"), [("de", "de"), ("de-AT", "de"), ("de_CH", "de"), ("fr", "en"), ("", "en")]
)
def test_a_person_reads_the_best_language_there_is(templates, wanted, language):
    assert templates.load("a", wanted).language == language


def test_html_comes_from_mjml_with_includes_and_escaped_values(templates):
    template = templates.load("a", "en")
    values = template.values({"n": "<b>", "unsubscribe_url": "https://x.example/u?a=1&b=2"})
    html = filled(template.html, values)
    assert html.startswith("<!doctype html>")
    assert "Hi &lt;b&gt;" in html
    assert 'href="https://x.example/u?a=1&amp;b=2"' in html
    assert "{{" not in html
    assert "%rt" not in html


def test_a_placeholder_of_a_file_that_is_not_included_is_not_asked_for(templates):
    assert set(templates.load("a", "de").values({"n": "Ada"}).values()) == {"Ada"}


def test_faults_name_the_file(templates):
    (templates.folder / "a.fr.mjml").write_text("<mjml><mj-body><mj-oops></mjml>")
    (templates.folder / "a.fr.txt").write_text("x")
    with pytest.raises(UnfitTemplate, match=r"a\.fr\.mjml: not readable as MJML"):
        templates.load("a", "fr")
    (templates.folder / "a.de.txt").unlink()
    with pytest.raises(UnfitTemplate, match=r"a\.de\.txt is missing"):
        templates.load("a", "de")


def test_a_mail_that_readers_would_clip_is_refused(templates):
    (templates.folder / "a.de.mjml").write_text(MJML.format(text="x" * 100_001, more=""))
    with pytest.raises(UnfitTemplate, match="clip"):
        templates.load("a", "de")
