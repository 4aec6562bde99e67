using System.Text.RegularExpressions;

namespace OrderedBlocks.Tests.Docs;

/// <summary>The C# blocks of a document, with the names that the comments before them give.</summary>
internal static partial class MarkdownExamples
{
    public static List<Example> Read(string file, string text, List<string> problems)
    {
        List<Example> examples = [];
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        (string Name, int Line)? named = null;
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0)
            {
                continue;
            }

            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                int first = i + 1;
                i = Array.FindIndex(lines, first, static end => end.Trim() == "```");
                if (i < 0)
                {
                    problems.Add($"{file}:{first}: this block has no end.");
                    return examples;
                }

                if (line[3..].Trim().ToUpperInvariant() is "CSHARP" or "CS" or "C#")
                {
                    examples.Add(Example.Of(named?.Name, file, first, lines[first..i]));
                    named = null;
                }
            }

            ReportUnused(file, named, problems);
            named = Comment().Match(line) is { Success: true } comment ? (comment.Groups[1].Value, i + 1) : null;
            if (named is null && line.StartsWith("<!-- example", StringComparison.Ordinal))
            {
                problems.Add($"{file}:{i + 1}: not of the form <!-- example: NAME -->.");
            }
        }

        ReportUnused(file, named, problems);
        return examples;
    }

    private static void ReportUnused(string file, (string Name, int Line)? named, List<string> problems)
    {
        if (named is { } comment)
        {
            problems.Add($"{file}:{comment.Line}: no C# block follows the comment of '{comment.Name}'.");
        }
    }

    [GeneratedRegex("^<!-- example: ([a-z0-9-]+) -->$")]
    private static partial Regex Comment();
}
