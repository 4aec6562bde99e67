namespace OrderedBlocks.Tests.Docs;

/// <summary>A piece of code with a name: a block of a document, or a marked region of a test.</summary>
/// <param name="Name">Null if the block of a document has none.</param>
/// <param name="Place">File and line, for messages.</param>
/// <param name="File">The file's path.</param>
/// <param name="Code">Dedented, without white space at the ends of the lines and without empty lines around.</param>
internal sealed record Example(string? Name, string Place, string File, string Code)
{
    public static Example Of(string? name, string file, int line, IReadOnlyList<string> code) =>
        new(name, $"{file}:{line}", file, Dedent(code));

    private static string Dedent(IReadOnlyList<string> code)
    {
        string[] trimmed = [.. code.Select(static line => line.TrimEnd())];
        int indent = trimmed
            .Where(static line => line.Length > 0)
            .Select(static line => line.Length - line.TrimStart().Length)
            .DefaultIfEmpty(0)
            .Min();
        return string.Join('\n', trimmed.Select(line => line.Length > 0 ? line[indent..] : line)).Trim('\n');
    }
}
