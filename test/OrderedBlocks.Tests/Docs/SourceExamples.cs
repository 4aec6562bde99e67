using System.Text.RegularExpressions;

namespace OrderedBlocks.Tests.Docs;

/// <summary>The marked regions of a test's source.</summary>
internal static partial class SourceExamples
{
    public static List<Example> Read(string file, string text, List<string> problems)
    {
        List<Example> examples = [];
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        (string Name, int First)? open = null;
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (Begin().Match(line) is { Success: true } begin)
            {
                ReportOpen(file, open, problems);
                open = (begin.Groups[1].Value, i + 1);
            }
            else if (line == "// </example>" && open is { } region)
            {
                examples.Add(Example.Of(region.Name, file, region.First, lines[region.First..i]));
                open = null;
            }
            else if (line.StartsWith("// <example", StringComparison.Ordinal) || line.StartsWith("// </example", StringComparison.Ordinal))
            {
                problems.Add($"{file}:{i + 1}: neither the beginning nor the end of a region: {line}");
            }
        }

        ReportOpen(file, open, problems);
        return examples;
    }

    private static void ReportOpen(string file, (string Name, int First)? open, List<string> problems)
    {
        if (open is { } region)
        {
            problems.Add($"{file}:{region.First}: the region '{region.Name}' has no end.");
        }
    }

    [GeneratedRegex("^// <example: ([a-z0-9-]+)>$")]
    private static partial Regex Begin();
}
