using Spectre.Console;

namespace OrderedBlocks.Benchmarks.Support;

/// <summary>Tables on the console; in a file or a pipe they are plain text, as wide as they need.</summary>
internal static class Screen
{
    private const int PlainWidth = 220;

    private static readonly IAnsiConsole s_console = Create();

    /// <summary>The table under its title, which Spectre would break to the table's width.</summary>
    public static void Write(Table table)
    {
        Line(table.Title?.Text ?? "");
        table.Title = null;
        s_console.Write(table);
    }

    public static void Line(string text) => s_console.WriteLine(text);

    /// <summary>A table with its name column on the left, and columns of figures.</summary>
    public static Table Table(string title, string name, params IEnumerable<string> figures)
    {
        var table = new Table { Title = new TableTitle(title) };
        table.AddColumn(Markup.Escape(name));
        foreach (string figure in figures)
        {
            table.AddColumn(new TableColumn(Markup.Escape(figure)).RightAligned());
        }

        return table;
    }

    private static IAnsiConsole Create()
    {
        if (!Console.IsOutputRedirected)
        {
            return AnsiConsole.Console;
        }

        IAnsiConsole plain = AnsiConsole.Create(
            new AnsiConsoleSettings { Ansi = AnsiSupport.No, ColorSystem = ColorSystemSupport.NoColors });
        plain.Profile.Width = PlainWidth;
        return plain;
    }
}
