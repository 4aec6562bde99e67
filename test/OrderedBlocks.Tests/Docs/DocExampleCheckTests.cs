namespace OrderedBlocks.Tests.Docs;

/// <summary>The check of the examples sees what is wrong, and only that.</summary>
[TestClass]
public sealed class DocExampleCheckTests
{
    private const string Test =
        "class Tests\n{\n    // <example: first>\n    int one = 1;\n\n    if (one)\n    {\n        two();   \n    }\n    // </example>\n}\n";

    private const string Shown =
        "Text.\n\n<!-- example: first -->\n```csharp\nint one = 1;\n\nif (one)\n{\n    two();\n}\n```\n";

    [TestMethod]
    public void Check_EqualButForTheIndent_FindsNothing()
    {
        AssertFinds(Shown, Test);
        AssertFinds(Shown.ReplaceLineEndings("\r\n"), Test);
        AssertFinds(Shown, Test.ReplaceLineEndings("\r\n"));
        AssertFinds(Shown.Replace("-->\n", "-->\n\n", StringComparison.Ordinal), Test);
        AssertFinds(Shown + Shown, Test);
        AssertFinds("No example.\n\n```\n<!-- example: text -->\n```\n", "// no region\n");
    }

    [TestMethod]
    [DataRow("int one = 1;", "int one = 2;", "line 1 is [int one = 2;] there and [int one = 1;] in the test.")]
    [DataRow("    two();", "  two();", "line 5 is [  two();] there and [    two();] in the test.")]
    [DataRow("}\n```", "}\nmore();\n```", "line 7 is [more();] there and [] in the test.")]
    [DataRow("}\n```", "```", "line 6 is [] there and [}] in the test.")]
    [DataRow("\n\nif", "\nif", "line 2 is [if (one)] there and [] in the test.")]
    public void Check_Different_SaysWhere(string text, string changed, string difference) => AssertFinds(
        Shown.Replace(text, changed, StringComparison.Ordinal), Test, "docs/a.md:4 differs from test/A.cs:3, 'first': " + difference);

    [TestMethod]
    public void Check_RegionMissing_SaysSo() =>
        AssertFinds(Shown, "class Tests;\n", "docs/a.md:4: no test has a region 'first'.");

    [TestMethod]
    public void Check_RegionTwice_SaysWhere()
    {
        AssertFinds(Shown, Test + Test, "'first' is marked more than once: test/A.cs:3, test/A.cs:14");

        List<string> problems = DocExamples.FindProblems([("docs/a.md", Shown)], [("test/A.cs", Test), ("test/B.cs", Test)], []);
        CollectionAssert.AreEqual((string[])["'first' is marked more than once: test/A.cs:3, test/B.cs:3"], problems);
    }

    [TestMethod]
    public void Check_RegionThatNobodyShows_SaysSo() =>
        AssertFinds("Text.\n", Test, "test/A.cs:3: no document shows 'first'.");

    [TestMethod]
    public void Check_RegionWithoutEnd_SaysSo()
    {
        string test = Test.Replace("// </example>", "", StringComparison.Ordinal);
        AssertFinds("Text.\n", test, "test/A.cs:3: the region 'first' has no end.");
        AssertFinds(Shown, test + Test, "test/A.cs:3: the region 'first' has no end.");
    }

    [TestMethod]
    [DataRow("// </example>")]
    [DataRow("// <example: Not A Name>")]
    [DataRow("// <example first>")]
    [DataRow("// </example: first>")]
    public void Check_StrayMarker_SaysSo(string marker) => AssertFinds(
        "Text.\n", marker + "\n", $"test/A.cs:1: neither the beginning nor the end of a region: {marker}");

    [TestMethod]
    [DataRow("csharp")]
    [DataRow("cs")]
    [DataRow("C#")]
    public void Check_BlockWithoutName_IsWrongWhereAllNeedOne(string language)
    {
        string doc = $"Text.\n\n```{language}\nint one = 1;\n```\n";
        (string, string)[] docs = [("docs/a.md", doc), ("README.md", doc)];

        List<string> problems = DocExamples.FindProblems(docs, [], ["docs/a.md"]);

        string[] expected = ["docs/a.md:3: this block needs a comment <!-- example: NAME --> before it."];
        CollectionAssert.AreEqual(expected, problems);
    }

    [TestMethod]
    [DataRow("<!-- example: first -->\nText.\n```csharp\nint one = 1;\n```\n")]
    [DataRow("<!-- example: first -->\n```\nint one = 1;\n```\n")]
    [DataRow("<!-- example: first -->\n\n")]
    public void Check_NameWithoutBlock_SaysSo(string doc) => AssertFinds(
        doc, "", "docs/a.md:1: no C# block follows the comment of 'first'.");

    [TestMethod]
    [DataRow("<!-- example: Not A Name -->")]
    [DataRow("<!-- example first -->")]
    public void Check_NameOfAnotherForm_SaysSo(string comment) => AssertFinds(
        comment + "\n", "", "docs/a.md:1: not of the form <!-- example: NAME -->.");

    [TestMethod]
    public void Check_BlockWithoutEnd_SaysSo() =>
        AssertFinds("Text.\n```csharp\nint one = 1;\n", "", "docs/a.md:2: this block has no end.");

    private static void AssertFinds(string doc, string test, params string[] expected) =>
        CollectionAssert.AreEqual(expected, DocExamples.FindProblems([("docs/a.md", doc)], [("test/A.cs", test)], []));
}
