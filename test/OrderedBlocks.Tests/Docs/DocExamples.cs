namespace OrderedBlocks.Tests.Docs;

/// <summary>Holds the examples of documents against the regions of the tests that compile and run them.</summary>
internal static class DocExamples
{
    /// <summary>Says everything that is wrong; nothing if all is well.</summary>
    /// <param name="docs">The documents: paths and texts.</param>
    /// <param name="sources">The sources of the tests: paths and texts.</param>
    /// <param name="allNamed">The paths of the documents of which every C# block must have a name.</param>
    public static List<string> FindProblems(
        IEnumerable<(string File, string Text)> docs,
        IEnumerable<(string File, string Text)> sources,
        IReadOnlyCollection<string> allNamed)
    {
        List<string> problems = [];
        Example[] blocks = [.. docs.SelectMany(doc => MarkdownExamples.Read(doc.File, doc.Text, problems))];
        Example[] regions = [.. sources.SelectMany(source => SourceExamples.Read(source.File, source.Text, problems))];
        ILookup<string, Example> regionsOf = regions.ToLookup(static region => region.Name!);

        problems.AddRange(
            from name in regionsOf
            where name.Count() > 1
            select $"'{name.Key}' is marked more than once: {string.Join(", ", name.Select(static region => region.Place))}");
        problems.AddRange(
            from region in regions
            where blocks.All(block => block.Name != region.Name)
            select $"{region.Place}: no document shows '{region.Name}'.");
        problems.AddRange(
            from block in blocks
            where block.Name is null && allNamed.Contains(block.File)
            select $"{block.Place}: this block needs a comment <!-- example: NAME --> before it.");
        problems.AddRange(
            from block in blocks
            where block.Name is not null && !regionsOf.Contains(block.Name)
            select $"{block.Place}: no test has a region '{block.Name}'.");
        problems.AddRange(
            from block in blocks
            where block.Name is not null
            from region in regionsOf[block.Name!]
            where region.Code != block.Code
            select $"{block.Place} differs from {region.Place}, '{block.Name}': {FirstDifference(block.Code, region.Code)}");
        return problems;
    }

    private static string FirstDifference(string shown, string tested)
    {
        string[] left = shown.Split('\n');
        string[] right = tested.Split('\n');
        int line = Enumerable.Range(0, Math.Max(left.Length, right.Length))
            .First(i => left.ElementAtOrDefault(i) != right.ElementAtOrDefault(i));
        return $"line {line + 1} is [{left.ElementAtOrDefault(line)}] there and [{right.ElementAtOrDefault(line)}] in the test.";
    }
}
