"""Files as programs write them: the numbers that must come out and the line that says what was done, or the question
that must be asked, or the refusal."""

import pytest

from helpers.table import load_pair

# The bytes of a file, the two columns, and both columns as they must come out, and parts of the line that is printed.
READ = {
    "German spreadsheet": (
        "\ufeffsep=;\r\nDatum;Außen [°C];Gas [kWh]\r\n31.01.2021;-4,8;2.858,1\r\n28.02.2021;1,6;850\r\n"
        "31.03.2021;7,0;1.200\r\n;;\r\nSumme;;4.908,1\r\n",
        ("Außen [°C]", "Gas [kWh]"),
        ([-4.8, 1.6, 7.0], [2858.1, 850.0, 1200.0]),
        (
            "read 3 rows",
            "semicolons",
            "decimal commas",
            "'2.858,1' is 2858.1",
            "1 line before",
            "from 'Summe' (line 7)",
        ),
    ),
    "thousands settled by another column": (
        "Außen;Gas\n-4,8;2.858\n1,6;850\n7,0;1.200\n",
        ("Außen", "Gas"),
        ([-4.8, 1.6, 7.0], [2858.0, 850.0, 1200.0]),
        ("decimal commas", "'2.858' is 2858"),
    ),
    "American export": (
        'Date,Sq Ft,Price\n01/31/2021,"1,193","$228,212.50"\n02/28/2021,850,$150000\n12/13/2021,"2,000","($1,000.00)"\n'
        ',,\nAverage,"1,348","$125,737.50"\n',
        ("Sq Ft", "Price"),
        ([1193.0, 850.0, 2000.0], [228212.5, 150000.0, -1000.0]),
        ("without the '$' in 'Price'", "'228,212.50' is 228212.5", "1 line at the end"),
    ),
    "American dates": (
        "Date,Miles\n01/02/2021,3.1\n01/13/2021,4\n01/20/2021,5.25\n",
        ("Date", "Miles"),
        ([0.0, 11.0, 18.0], [3.1, 4.0, 5.25]),
        ("'Date' in days since 2021-01-02",),
    ),
    "the newest first, with the time of day": (
        "when,kWh\n2021-03-02T12:00:00Z,3\n2021-03-01T18:00:00Z,5\n2021-03-01T02:00:00+02:00,4\n",
        ("when", "kWh"),
        ([1.5, 0.75, 0.0], [3.0, 5.0, 4.0]),
        ("'when' in days since 2021-03-01, the newest first",),
    ),
    "data logger": (
        "Device: FX-200\nSerial: 0815, Rev. B\n\nTime\tForce\tPath\ns\tN\tmm\n0.5\t1.25\t3\n1.0\t2.5\t4\n1.5\t***\t5\n"
        "2.0\t3.75\t6\nEnd of data\n",
        ("Force", "Path"),
        ([1.25, 2.5, 3.75], [3.0, 4.0, 6.0]),
        (
            "2 lines before the names",
            "1 row of units, 's' (line 5)",
            "without a number in 'Force' (line 8)",
            "1 line at the end",
        ),
    ),
    "names behind #": (
        "# made by hand\n# t, v\n0,1\n1,3\n2,5.5\n",
        ("t", "v"),
        ([0.0, 1.0, 2.0], [1.0, 3.0, 5.5]),
        (),
    ),
    "names behind # and spaces": (
        "#t  v\n 0   1\n 1   3\n10 5.5\n",
        ("t", "v"),
        ([0.0, 1.0, 10.0], [1.0, 3.0, 5.5]),
        ("separated by spaces",),
    ),
    "aligned by spaces": (
        "Time [s]   Force [N]\n   0.0        1.5\n   0.5       12.25\n   1.0      -3\n",
        ("Time [s]", "Force [N]"),
        ([0.0, 0.5, 1.0], [1.5, 12.25, -3.0]),
        ("separated by two or more spaces",),
    ),
    "bars": (
        "| V | I |\n|---|---|\n| 1 | 2.5 |\n| 2 | 5 |\n| 3 | 7.25 |\n",
        ("V", "I"),
        ([1.0, 2.0, 3.0], [2.5, 5.0, 7.25]),
        ("separated by bars",),
    ),
    "Swiss": (
        "Fläche;Miete\n50;1'234.50\n61;1’500.00\n80;12'345.25\n",
        ("Fläche", "Miete"),
        ([50.0, 61.0, 80.0], [1234.5, 1500.0, 12345.25]),
        ("'12'345.25' is 12345.25",),
    ),
    "French, thin spaces and typographic minus": (
        "a;b\n−4,5;1\u202f234,5\n−3,5;2\u00a0345\n\u22122;12\u2009345,25\n",
        ("a", "b"),
        ([-4.5, -3.5, -2.0], [1234.5, 2345.0, 12345.25]),
        ("decimal commas", "'12 345,25' is 12345.25"),
    ),
    "percent and units": (
        "load,share\n1.5 kN,10%\n2 kN,12.5 %\n3 kN,20%\n",
        ("load", "share"),
        ([1.5, 2.0, 3.0], [10.0, 12.5, 20.0]),
        ("without the 'kN' in 'load'", "without the '%' in 'share'"),
    ),
    "euros": (
        "n;Betrag\n1;1.250,00 €\n2;-3,50 €\n3;0,75 €\n",
        ("n", "Betrag"),
        ([1.0, 2.0, 3.0], [1250.0, -3.5, 0.75]),
        ("without the '€'",),
    ),
    "nothing measured, in many words": (
        "u,c\n1,2\nNA,3\n2,4\n3,n/a\n4,5\n5,6\n6,***\n7,8\n8,9\n9,-\n10,11\n11,12\n,13\n12,14\n13,15\n14,16\n",
        ("u", "c"),
        ([1, 2, 4, 5, 7, 8, 10, 11, 12, 13, 14], [2, 4, 5, 6, 8, 9, 11, 12, 14, 15, 16]),
        ("read 11 rows", "5 rows without a number", "'u' (line 3, line 14)", "'c' (line 5, line 8, line 11)"),
    ),
    "UTF-16": (
        "Zeit\tWert\r\n1\t2,5\r\n2\t3\r\n3\t4,5\r\n".encode("utf-16"),
        ("Zeit", "Wert"),
        ([1.0, 2.0, 3.0], [2.5, 3.0, 4.5]),
        ("letters in utf-16", "separated by tabs"),
    ),
    "Windows letters that the names tell": (
        "Länge;Größe\n1;2,5\n2;3\n3;4,5\n".encode("cp1252"),
        ("Länge", "Größe"),
        ([1.0, 2.0, 3.0], [2.5, 3.0, 4.5]),
        ("letters in cp1252",),
    ),
    "Taiwan": (
        '日期,溫度,用電量\n2021年3月4日,１２．５,"１，２３４"\n2021年3月5日,13,"1,300.5"\n2021年3月6日,14.25,980\n'
        '合計,,"3,514.5"\n'.encode("big5"),
        ("溫度", "用電量"),
        ([12.5, 13.0, 14.25], [1234.0, 1300.5, 980.0]),
        ("letters in big5", "1 line at the end"),
    ),
    "years of the Republic": (
        "日期，用電量\n110/03/04，5\n110/03/05，6\n111/03/04，7.5\n",
        ("日期", "用電量"),
        ([0.0, 1.0, 365.0], [5.0, 6.0, 7.5]),
        ("full-width commas", "days since 2021-03-04"),
    ),
    "China": (
        "时间\t温度\n2021/3/4 上午 6:00:00\t5\n2021/3/4 下午 6:00:00\t6\n2021/3/5 上午 12:00:00\t7.5\n".encode(
            "gb18030"
        ),
        ("时间", "温度"),
        ([0.25, 0.75, 1.0], [5.0, 6.0, 7.5]),
        ("letters in gb18030", "days since 2021-03-04"),
    ),
    "months by name": (
        "month,n\nJan 2021,5\nMar 2021,6\n1 April 2021,9\n15-Dec-21,7\n",
        ("month", "n"),
        ([0.0, 59.0, 90.0, 348.0], [5.0, 6.0, 9.0, 7.0]),
        ("days since 2021-01-01",),
    ),
    "days of the week": (
        'day,c\nDo 14.01.2021,5\n"Tuesday, 2021-01-05",6\n2021/1/6(三),9\n2021-01-07 星期四,7\n"Fri, Jan 8, 2021",8\n',
        ("day", "c"),
        ([9.0, 0.0, 1.0, 2.0, 3.0], [5.0, 6.0, 9.0, 7.0, 8.0]),
        ("days since 2021-01-05",),
    ),
    "names behind %": (
        "% Model: x\n% t v\n0 293.15\n10 294.2\n20 -1E-3\n",
        ("t", "v"),
        ([0.0, 10.0, 20.0], [293.15, 294.2, -0.001]),
        ("separated by spaces",),
    ),
    "American times": (
        'when,paid\n1/5/2021 1:05:00 PM,"$1,200.00"\n1/6/2021 12:05:00 AM,($35.10)\n1/17/2021 11:00 AM,-$3\n',
        ("when", "paid"),
        ([13 / 24 + 5 / 1440, 1 + 5 / 1440, 12 + 11 / 24], [1200.0, -35.1, -3.0]),
        ("days since 2021-01-05", "without the '$' in 'paid'"),
    ),
    "names of two lines": (
        '"Zeit\n[s]";"Spannung\n[V]"\n1;2,5\n2;3,5\n3;4\n',
        ("Zeit [s]", "Spannung [V]"),
        ([1.0, 2.0, 3.0], [2.5, 3.5, 4.0]),
        ("decimal commas",),
    ),
    "durations": (
        "km,time\n5,0:30:00\n10,1:00:00\n42.2,4:30:00.0\n",
        ("km", "time"),
        ([5.0, 10.0, 42.2], [1 / 48, 1 / 24, 3 / 16]),
        ("'time' in days",),
    ),
    "commas at the ends of rows": (
        "u,c\n1,2,\n2,4,\n3,6.5,,\n",
        ("u", "c"),
        ([1.0, 2.0, 3.0], [2.0, 4.0, 6.5]),
        (),
    ),
    "lines of other lengths above and below": (
        "Messung;vom;4.5.\nOrt;Keller\nt;U\ns;V\n0;1,5\n1;2,5\n2;3,75\nMittelwert;2,58\ngedruckt von;A;B;C\n",
        ("t", "U"),
        ([0.0, 1.0, 2.0], [1.5, 2.5, 3.75]),
        ("2 lines before the names", "1 row of units", "2 lines at the end, from 'Mittelwert' (line 8)"),
    ),
}


@pytest.fixture
def stored(tmp_path):
    def store(data):
        path = tmp_path / "export.csv"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    return store


@pytest.mark.parametrize("case", READ)
def test_an_export_is_read_as_it_comes_and_one_line_says_what_was_done(stored, case, capfd):
    data, names, columns, parts = READ[case]
    found = [column.tolist() for column in load_pair(stored(data), *names)]
    assert found == [pytest.approx(column, rel=1e-12, abs=1e-9) for column in columns]
    out, err = capfd.readouterr()
    assert err == "" and out.count("\n") == bool(parts)
    assert not out or out.startswith(f"export.csv: read {len(columns[0])} rows; ")
    assert [part for part in parts if part not in out] == [], out


# The bytes, the columns, parts of the question, and for each answer what must come out of the second column.
ASKED = {
    "thousands or decimals": (
        "u,kWh\n1,2.858\n2,850\n3,1.200\n",
        ("u", "kWh"),
        ("column 'kWh': got '2.858' (line 2), '1.200' (line 4), expected", "2.858 (decimal='.')", "2858 (decimal=',')"),
        [({"decimal": "."}, [2.858, 850.0, 1.2]), ({"decimal": ","}, [2858.0, 850.0, 1200.0])],
    ),
    "thousands or decimals, with commas": (
        "u;kWh\n1;2,858\n2;850\n3;1,200\n",
        ("u", "kWh"),
        ("2.858 (decimal=',')", "2858 (decimal='.')"),
        [({"decimal": ","}, [2.858, 850.0, 1.2]), ({"decimal": "."}, [2858.0, 850.0, 1200.0])],
    ),
    "days or months": (
        "n,day\n1,03/04/2021\n2,05/04/2021\n3,07/05/2021\n",
        ("n", "day"),
        ("'03/04/2021' (line 2)", "2021-04-03 (dates='dmy')", "2021-03-04 (dates='mdy')"),
        [({"dates": "dmy"}, [0.0, 2.0, 34.0]), ({"dates": "mdy"}, [0.0, 61.0, 123.0])],
    ),
    "years first or last": (
        "n,day\n1,21/03/04\n2,21/03/05\n3,21/04/05\n",
        ("n", "day"),
        ("2004-03-21 (dates='dmy')", "2021-03-04 (dates='ymd')"),
        [({"dates": "ymd"}, [0.0, 1.0, 32.0]), ({"dates": "dmy"}, [0.0, 365.0, 396.0])],
    ),
    "a date or a number": (
        "n,day\n1,20210304\n2,20210305\n3,20210404\n",
        ("n", "day"),
        ("20210304 (decimal='.')", "2021-03-04 (dates='dmy')"),
        [({"dates": "ymd"}, [0.0, 1.0, 31.0]), ({"decimal": "."}, [20210304.0, 20210305.0, 20210404.0])],
    ),
    "hours or minutes": (
        "km,pace\n5,5:30\n10,6:00\n20,6:15\n",
        ("km", "pace"),
        ("5:30:00 h (times='hm')", "0:05:30 h (times='ms')"),
        [({"times": "hm"}, [11 / 48, 0.25, 25 / 96]), ({"times": "ms"}, [11 / 2880, 1 / 240, 1 / 230.4])],
    ),
    "a number that stands for nothing measured": (
        "u,c\n1,20.5\n2,-999\n3,21\n4,22\n5,-999.0\n6,23.5\n7,20\n",
        ("u", "c"),
        ("got -999 far from all", "(line 3, line 6)", "missing=-999", "missing=()"),
        [({"missing": -999}, [20.5, 21.0, 22.0, 23.5, 20.0])],
    ),
    "an encoding": (
        "u,c,Größe\n1,2,ä\n2,3,ö\n3,5,ü\n".encode("cp1252"),
        ("u", "c"),
        ("not text in UTF-8", "encoding='cp1252' ('u,c,Größe')"),
        [({"encoding": "cp1252"}, [2.0, 3.0, 5.0])],
    ),
    "a number far from all others": (
        "u,c\n1,20.5\n2,21\n3,22\n4,2350\n5,23.5\n6,20\n",
        ("u", "c"),
        ("column 'c': got 2350 (line 5) far from all others, which lie between 20 and 23.5", "keep_far=True"),
        [({"keep_far": True}, [20.5, 21.0, 22.0, 2350.0, 23.5, 20.0])],
    ),
    "a column that is nearly constant": (
        "u,c\n1,7\n2,7\n3,7\n4,8\n5,7\n6,7\n",
        ("u", "c"),
        ("column 'c': got 8 (line 5) far from all others, which are all 7", "keep_far=True"),
        [({"keep_far": True}, [7.0, 7.0, 7.0, 8.0, 7.0, 7.0])],
    ),
    "a sum under one column": (
        "u,c\n1,20.5\n2,21\n3,22\n4,20\n5,23.5\n6,20\n7,21\n8,22\n9,20\n10,23\n11,20\n12,24\n13,257\n",
        ("u", "c"),
        ("column 'c': got 257 (line 14) far from all others",),
        [],
    ),
}


@pytest.mark.parametrize("case", ASKED)
def test_a_doubt_is_asked_about_and_each_answer_is_taken(stored, case, capfd):
    data, names, parts, answers = ASKED[case]
    path = stored(data)
    with pytest.raises(ValueError) as caught:
        load_pair(path, *names)
    assert [part for part in parts if part not in str(caught.value)] == [], str(caught.value)
    assert "\n" not in str(caught.value)
    assert capfd.readouterr() == ("", "")
    for answer, column in answers:
        found = load_pair(path, *names, **answer)[1].tolist()
        assert found == pytest.approx(column, rel=1e-12, abs=1e-12)
        assert "\n" not in capfd.readouterr().out[:-1]


# The bytes, the columns, the arguments, and parts of the refusal, one line each.
REFUSED = {
    "a workbook": (b"PK\x03\x04\x14\x00", {}, ["the file of a spreadsheet program … 'CSV UTF-8'"]),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1", {}, ["the file of a spreadsheet program"]),
    "many kinds of faults at once": (
        "u,c\n1,2\n2,warm\n3\n4,hot\n5,6,7,8\n6,cold\n7,luke\nx,9\n8,9\n9,10\n",
        {},
        [
            "another number of fields, 1 (line 4), 4 (line 6), expected 2 as in line 1",
            "column 'u': got 'x' (line 9), expected",
            "column 'c': got 'warm' (line 3), 'hot' (line 5), 'cold' (line 7) and 1 more, expected",
        ],
    ),
    "a third without a number": (
        "u,c\n1,2\n2,\n3,4\n4,\n5,6\n6,7.5\n",
        {},
        ["got 2 of 6 rows without a number in 'c' (line 3, line 5), expected less than a third"],
    ),
    "decimal points among decimal commas": (
        "u;c\n1;2,5\n2;3,5\n3;4.5\n4;5,5\n",
        {},
        ["column 'c': got '4.5' (line 4), expected decimal commas, as in the other rows"],
    ),
    "what was said is not so": (
        "u;c\n1;2.5\n2;3.5\n3;4.5\n4;5.5\n",
        {"decimal": ","},
        ["column 'c': got '2.5' (line 2), '3.5' (line 3) … and 1 more, expected decimal commas, as decimal=',' says"],
    ),
    "different units": (
        "u,c\n1,2 m\n2,3 m\n3,4 km\n",
        {},
        ["column 'c': got numbers in different units, '2 m' (line 2), '4 km' (line 4), expected one unit"],
    ),
    "with and without percent": (
        "u,c\n1,20%\n2,0.3\n3,40%\n",
        {},
        ["'20%' (line 2), '0.3' (line 3), expected one unit"],
    ),
    "Fortran": ("u,c\n1,1.5D+03\n2,2.5D+03\n3,3.5D+03\n", {}, ["column 'c': got '1.5D+03' (line 2)"]),
    "powers of ten in words": ("u,c\n1,1.5x10^3\n2,2.5x10^3\n3,3×10^3\n", {}, ["column 'c': got '1.5x10^3' (line 2)"]),
    "raised digits": ("u,c\n1,5²\n2,6²\n3,7²\n", {}, ["column 'c': got '5²' (line 2)"]),
    "below the limit": ("u,c\n1,<0.5\n2,0.7\n3,0.9\n", {}, ["column 'c': got '<0.5' (line 2)"]),
    "a row that is cut off": ("u,c\n1,2\n2,3\n3,4\n4", {}, ["another number of fields, 1 (line 5), expected 2"]),
    "blanks that do not always separate": (
        "u     c     max F\n0.0   1.5   3\n1.0   2.5   4\n2.0   3.5   5\n10.0 -12.25  6\n",
        {},
        ["another number of fields"],
    ),
    "names of rows without a name": ('"u" "c"\n"1" 1.5 2\n"2" 2.5 3\n', {}, ["3 (line 2), 3 (line 3), expected 2"]),
    "no such days": ("u,c\n1,2021-02-29\n2,2021-02-28\n3,2021-03-01\n", {}, ["column 'c': got '2021-02-29' (line 2)"]),
    "a question and a fault": (
        "u,c\n1,2.858\nx,850\n3,1.200\n4,1.300\n",
        {},
        ["column 'u': got 'x' (line 3)", "column 'c': got '2.858' (line 2) … decimal=','"],
    ),
    "both far": (
        "u,c\n1,2\n2,3\n3,4\n4,5\n5,600\n600,7\n",
        {},
        ["column 'u': got 600 (line 7) far", "column 'c': got 600 (line 6) far"],
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_is_refused_all_at_once(stored, case, capfd):
    data, said, parts = REFUSED[case]
    with pytest.raises(ValueError) as caught:
        load_pair(stored(data), "u", "c", **said)
    lines = str(caught.value).split("\n")
    assert len(lines) == len(parts), lines
    for line, words in zip(lines, parts, strict=True):
        assert line.startswith("export.csv") and ": got " in line and ", expected " in line
        assert [part for part in words.split(" … ") if part not in line] == [], line
    assert capfd.readouterr() == ("", "")
