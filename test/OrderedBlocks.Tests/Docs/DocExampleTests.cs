using OrderedBlocks.Tests.Support;

namespace OrderedBlocks.Tests.Docs;

/// <summary>
/// The examples of the documents are parts of tests, so that they compile and do what is said of them: a C# block after the line
/// <c>&lt;!-- example: NAME --&gt;</c> equals what stands between <c>// &lt;example: NAME&gt;</c> and <c>// &lt;/example&gt;</c>
/// in a test, but for the indentation.
/// </summary>
[TestClass]
public sealed class DocExampleTests
{
    // Every example of these is tested; in the others those that have a name.
    private static readonly string[] s_allNamed =
    [
        "docs/async-streams.md",
        "docs/channels.md",
        "docs/completion.md",
        "docs/failures.md",
        "docs/metrics.md",
        "docs/migration.md",
        "docs/object-reuse.md",
        "docs/one-to-many.md",
    ];

    [TestMethod]
    public void Examples_OfTheDocuments_ArePartsOfTests()
    {
        string root = RepositoryRoot.Find();
        string[] docs = [Path.Combine(root, "README.md"), .. Directory.GetFiles(Path.Combine(root, "docs"), "*.md")];
        string[] sources = [.. Directory.GetFiles(Path.Combine(root, "test"), "*.cs", SearchOption.AllDirectories).Where(IsWritten)];

        List<string> problems = DocExamples.FindProblems(docs.Select(Read), sources.Select(Read), s_allNamed);

        Assert.IsEmpty(problems, string.Join('\n', problems));

        (string, string) Read(string file) => (Path.GetRelativePath(root, file).Replace('\\', '/'), File.ReadAllText(file));

        bool IsWritten(string file) =>
            !Path.GetRelativePath(root, file).Split(Path.DirectorySeparatorChar).Any(static part => part is "bin" or "obj");
    }
}
