using System.Globalization;

namespace OrderedBlocks.Benchmarks.Support;

/// <summary>A file of comma-separated values that begins with the machine, as a comment.</summary>
internal sealed class Csv
{
    private readonly List<string> _lines = [];

    public Csv(params ReadOnlySpan<string> columns)
    {
        _lines.Add(string.Join(',', columns.ToArray().Select(Quoted)));
    }

    public void Add(params ReadOnlySpan<object> values)
    {
        var cells = new string[values.Length];
        for (int column = 0; column < cells.Length; column++)
        {
            cells[column] = values[column] switch
            {
                double number => number.ToString("0.###", CultureInfo.InvariantCulture),
                string text => Quoted(text),
                object other => Convert.ToString(other, CultureInfo.InvariantCulture) ?? "",
            };
        }

        _lines.Add(string.Join(',', cells));
    }

    public string Write(DirectoryInfo folder, string name)
    {
        string path = Path.Combine(folder.FullName, name);
        File.WriteAllLines(path, ["# " + Machine.Current, .. _lines]);
        return path;
    }

    private static string Quoted(string text) => text.Contains(',') ? $"\"{text}\"" : text;
}
