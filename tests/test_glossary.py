"""The terms of the course: complete, in three scripts, and found."""

import re
from collections import Counter
from pathlib import Path

import pytest

from helpers import glossary

NOTEBOOKS = [
    re.match(r"\d+(_\d+)*", path.name)[0] for path in sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
]
SUMMARY = "5_6"  # introduces no term; it lists them all


@pytest.mark.parametrize("notebook", [name for name in NOTEBOOKS if name != SUMMARY])
def test_each_notebook_has_a_table_of_its_terms(screen, notebook):
    glossary.terms(notebook)
    (output,) = screen
    header, rule, *rows = output["data"]["text/markdown"].split("\n")
    assert header == "| English | 繁體中文 | 简体中文 | meaning |"
    assert {line.count("|") for line in (header, rule, *rows)} == {5}
    expected = [row for row in glossary.every_term() if row["notebook"] == notebook]
    assert [[cell.strip() for cell in row.strip("|").split("|")] for row in rows] == [
        [row[key] for key in ("english", "traditional", "simplified", "meaning")] for row in expected
    ]


@pytest.mark.parametrize("notebook", ["5_9", "", "5.2", "5_4", None])
def test_an_unknown_notebook_is_a_value_error_that_names_the_known_ones(screen, notebook):
    with pytest.raises(ValueError, match="^notebook: got .*expected one of 00, 5_1, 5_2"):
        glossary.terms(notebook)
    assert not screen


def test_every_term_belongs_to_a_notebook_that_exists():
    assert {row["notebook"] for row in glossary.every_term()} == set(NOTEBOOKS) - {SUMMARY} == set(glossary.NOTEBOOKS)
    for file in glossary.NOTEBOOKS.values():
        assert (Path(__file__).parents[1] / "notebooks" / f"{file}.ipynb").exists()


def found(screen, *text):
    """The rows that a search shows, as lists of their four cells."""
    screen.clear()
    glossary.find(*text)
    (output,) = screen
    _, _, *rows = output["data"]["text/markdown"].split("\n")
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_the_glossary_shows_every_term_once_sorted_and_linked_to_where_it_is_introduced(screen):
    rows = found(screen)
    assert [row[0] for row in rows] == sorted((r["english"] for r in glossary.every_term()), key=str.casefold)
    by_term = {row["english"]: row for row in glossary.every_term()}
    for english, traditional, simplified, meaning in rows:
        term = by_term[english]
        assert (traditional, simplified) == (term["traditional"], term["simplified"])
        section = term["notebook"].replace("_", ".")
        assert meaning == f"{term['meaning']} ([{section}]({glossary.NOTEBOOKS[term['notebook']]}.ipynb))"


@pytest.mark.parametrize("text", ["GRADIENT", "誤差", "误差", "held out", "Adam"])
def test_a_search_finds_a_term_by_any_script_by_a_synonym_or_by_its_meaning(screen, text):
    rows = found(screen, text)
    expected = [r["english"] for r in glossary.every_term() if text.casefold() in " | ".join(r.values()).casefold()]
    assert rows and sorted(row[0] for row in rows) == sorted(expected)


# A term of ours, and the words of other courses by which it is looked for.
FOUND_BY = {
    "learning": ("learning", "學習"),
    "parameter estimation": ("parameter estimation", "參數估計"),
    "model": ("model", "模型"),
    "parameters": ("parameters", "參數"),
    "weight": ("weight", "權重"),
    "bias": ("bias", "偏差值"),
    "fitting": ("fitting", "擬合"),
    "supervised learning": ("supervised learning", "監督式學習"),
    "dataset": ("dataset", "資料集"),
    "input": ("input data", "輸入資料"),
    "ground truth": ("ground truth", "正確答案"),
    "noise": ("noise", "噪聲"),
    "broadcasting": ("broadcasting", "廣播機制"),
    "forward pass": ("forward propagation", "forward pass", "前向傳播"),
    "prediction": ("prediction", "output", "模型輸出"),
    "backpropagation": ("backpropagation", "反向傳播"),
    "gradient": ("gradient", "梯度"),
    "error": ("error", "error evaluation", "誤差評估"),
    "loss function": ("loss function", "損失函數", "cost function", "成本函數"),
    "loss": ("loss", "損失值"),
    "mean squared error (MSE)": ("mean squared error", "MSE", "均方誤差"),
    "absolute error": ("absolute error", "絕對差"),
    "squared error": ("squared error", "平方差"),
    "outlier": ("outlier", "離群值"),
    "convex function": ("convex function", "凸函數"),
    "derivative": ("derivative", "導數"),
    "partial derivative": ("partial derivative", "偏導數"),
    "rate of change": ("rate of change", "變化率"),
    "central difference": ("central difference", "中心差分"),
    "forward difference": ("forward difference", "前向差分"),
    "backward difference": ("backward difference", "後向差分"),
    "analytical method": ("analytical method", "分析法"),
    "gradient descent": ("gradient descent", "梯度下降"),
    "minimum": ("minimum", "最小值"),
    "convergence": ("convergence", "收斂"),
    "divergence": ("divergence", "發散"),
    "overtraining": ("overtraining", "過度訓練"),
    "learning rate": ("learning rate", "學習率"),
    "scaling factor": ("scaling factor", "縮放因子"),
    "training": ("training", "訓練"),
    "training loop": ("training loop", "訓練迴圈"),
    "epoch": ("epoch", "訓練週期"),
    "normalisation": ("normalisation", "normalization", "正規化"),
    "standardisation": ("standardisation", "standardization"),
    "generalisation": ("generalisation", "generalization"),
    "visualisation": ("visualisation", "visualization"),
    "test set": ("test set",),
    "hyperparameter": ("hyperparameter",),
    "batch": ("batch", "mini-batch"),
    "Adam": ("Adam",),
    "RMSprop": ("RMSprop",),
}


@pytest.mark.parametrize("term", FOUND_BY)
def test_a_term_is_found_by_the_words_of_other_courses_too(screen, term):
    (entry,) = [row for row in glossary.every_term() if row["english"] == term]
    for word in FOUND_BY[term]:
        assert term in [row[0] for row in found(screen, word)]
        named = [entry["english"], entry["traditional"], entry["simplified"], *entry["synonyms"].split("; ")]
        assert any(word.casefold() in name.casefold() for name in named), word


def test_a_search_says_by_which_synonym_it_found_a_term(screen):
    rows = {row[0]: row[3] for row in found(screen, "normalization")}
    assert "; also *normalization*" in rows["normalisation"]
    assert "also" not in {row[0]: row[3] for row in found(screen, "normalisation")}["normalisation"]


def test_no_synonym_is_the_name_of_the_term_itself():
    for row in glossary.every_term():
        also = row["synonyms"].split("; ") if row["synonyms"] else []
        assert len(also) == len(set(also)), row
        assert not set(also) & {row["english"], row["traditional"], row["simplified"]}, row


def test_a_search_for_what_is_not_there_says_so_and_what_is_no_text_is_named(screen):
    glossary.find("xyzzy")
    assert screen[0]["data"]["text/markdown"] == "No term has *xyzzy* in it."
    with pytest.raises(TypeError, match="^text: got int, expected"):
        glossary.find(3)


def test_no_term_stands_twice_in_the_glossary():
    counts = Counter(row["english"].casefold() for row in glossary.every_term())
    assert [term for term, count in counts.items() if count > 1] == []


def test_no_cell_of_the_glossary_is_empty_or_has_space_around_it():
    for row in glossary.every_term():
        assert list(row) == ["english", "traditional", "simplified", "meaning", "notebook", "synonyms"]
        assert all(cell == cell.strip() and (cell or key == "synonyms") for key, cell in row.items()), row


@pytest.mark.parametrize(("script", "encoding"), [("traditional", "big5"), ("simplified", "gb2312")])
def test_chinese_terms_hold_only_characters_of_their_own_script(script, encoding):
    # Big5 knows hardly any simplified character, and GB 2312 no traditional one that was simplified.
    for row in glossary.every_term():
        term = row[script]
        assert re.fullmatch("([A-Za-z]+ )?[A-Za-z\u4e00-\u9fff]*[\u4e00-\u9fff][A-Za-z\u4e00-\u9fff]*", term), term
        term.encode(encoding)
