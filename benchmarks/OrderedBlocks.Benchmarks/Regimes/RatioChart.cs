using System.Globalization;
using System.Security;
using System.Text;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>
/// One line a regime: the ratio of the times on a logarithmic axis, with its middle half as a bar, and the ratios of the
/// processor times, of the tails and of the bytes where they are judged.
/// No background, and colours of medium brightness, so that it can be read on a white page and on a dark one.
/// </summary>
internal sealed class RatioChart(IReadOnlyList<RegimeResult> results)
{
    private const double Width = 980;
    private const double Left = 500;
    private const double Right = 950;
    private const double Top = 96;
    private const double RowHeight = 17;
    private const double GroupHeight = 30;
    private const double Least = 0.05;

    private const string Grey = "#808890";
    private const string Better = "#1f9e89";
    private const string Worse = "#d9482b";
    private const string Even = "#e08a00";

    private static readonly double[] s_ticks = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];

    private readonly StringBuilder _svg = new();
    private double _most;

    public string Write(DirectoryInfo folder, string name)
    {
        double furthest = results.Max(static result => Furthest(result));
        _most = s_ticks.FirstOrDefault(tick => tick >= Math.Max(furthest, 2), s_ticks[^1]);
        int groups = results.Select(static result => result.Regime.Group).Distinct().Count();
        double bottom = Top + (groups * GroupHeight) + (results.Count * RowHeight) + 6;
        Line($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {bottom + 62}" """
            + """font-family="system-ui, sans-serif" font-size="12" fill="#808890" role="img" aria-labelledby="t">""");
        Line($"""<title id="t">What a regime costs, against Dataflow's blocks</title>""");
        Line($"""<text x="16" y="28" font-size="17">What a regime costs, against Dataflow's blocks</text>""");
        DrawLegend();
        DrawAxis(bottom);
        DrawRows();
        double y = bottom + 40;
        foreach (string line in Machine.Current.ToString().Split("; ").Chunk(5).Select(static parts => string.Join("; ", parts)))
        {
            Line($"""<text x="16" y="{y}" font-size="10">{Text(line)}</text>""");
            y += 14;
        }

        Line($"</svg>");
        string path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, _svg.ToString());
        return path;
    }

    private static double Furthest(RegimeResult result) => Shown(result).Max(static ratio => ratio.Median);

    private static IEnumerable<Quartiles> Shown(RegimeResult result)
    {
        if (result.Regime.IsMemory)
        {
            return [result.Bytes];
        }

        Limits limits = result.Regime.Limits;
        return
        [
            result.Time,
            result.Processor,
            .. double.IsNaN(limits.Tail) ? [] : (Quartiles[])[result.Tail],
            .. double.IsNaN(limits.Bytes) ? [] : (Quartiles[])[result.Bytes],
        ];
    }

    private static string Text(string text) => SecurityElement.Escape(text);

    private static string Colour(double ratio, double limit) =>
        ratio <= Math.Min(1, limit) ? Better : ratio <= limit ? Even : Worse;

    private double X(double ratio)
    {
        double kept = Math.Clamp(double.IsFinite(ratio) ? ratio : _most, Least, _most);
        return Left + ((Right - Left) * Math.Log(kept / Least) / Math.Log(_most / Least));
    }

    private void DrawLegend()
    {
        Line("""<text x="16" y="50">ratio ours / Dataflow's, to the left of 1 is cheaper; """
            + "the bar is the middle half of the rounds</text>");
        double x = 22;
        foreach ((string shape, string what) in (ReadOnlySpan<(string, string)>)[
            ("time", "time"), ("processor", "processor time"), ("tail", "p99"), ("bytes", "bytes")])
        {
            DrawMark(shape, x, 68, Grey);
            Line($"""<text x="{x + 10}" y="72">{what}</text>""");
            x += 34 + (what.Length * 7);
        }

        foreach ((string colour, string what) in (ReadOnlySpan<(string, string)>)[
            (Better, "cheaper"), (Even, "within the limit"), (Worse, "above the limit")])
        {
            Line($"""<path d="M{x} 68h14" stroke="{colour}" stroke-width="6"/>""");
            Line($"""<text x="{x + 20}" y="72">{what}</text>""");
            x += 44 + (what.Length * 7);
        }
    }

    private void DrawAxis(double bottom)
    {
        foreach (double tick in s_ticks.Where(tick => tick <= _most))
        {
            bool isEven = tick == 1;
            Line($"""<path d="M{X(tick):0.#} {Top}V{bottom}" stroke="{Grey}" """
                + (isEven ? "stroke-width=\"1.6\"" : "stroke-opacity=\".22\"") + "/>");
            string weight = isEven ? " font-weight=\"700\"" : "";
            Line($"""<text x="{X(tick):0.#}" y="{Top - 6}" text-anchor="middle"{weight}>{tick:0.##}</text>""");
            Line($"""<text x="{X(tick):0.#}" y="{bottom + 15}" text-anchor="middle"{weight}>{tick:0.##}</text>""");
        }
    }

    private void DrawRows()
    {
        double y = Top;
        string? group = null;
        foreach (RegimeResult result in results)
        {
            if (result.Regime.Group != group)
            {
                group = result.Regime.Group;
                y += GroupHeight;
                Line($"""<text x="16" y="{y - 8}" font-weight="700">{Text(group)}</text>""");
            }

            DrawRow(result, y);
            y += RowHeight;
        }
    }

    private void DrawRow(RegimeResult result, double top)
    {
        double y = top + (RowHeight / 2);
        Limits limits = result.Regime.Limits;
        Line($"""<text x="{Left - 14}" y="{y + 4:0.#}" font-size="11" text-anchor="end">{Text(result.Regime.Name)}</text>""");
        Line($"""<path d="M{Left} {y:0.#}H{Right}" stroke="{Grey}" stroke-opacity=".12"/>""");
        DrawFigure("bytes", result.Bytes, limits.Bytes, y);
        if (result.Regime.IsMemory)
        {
            return;
        }

        DrawFigure("tail", result.Tail, limits.Tail, y);
        DrawFigure("processor", result.Processor, limits.Processor, y);
        DrawFigure("time", result.Time, limits.Time, y);
    }

    private void DrawFigure(string shape, Quartiles ratio, double limit, double y)
    {
        if (double.IsNaN(limit) || double.IsNaN(ratio.Median))
        {
            return;
        }

        string colour = Colour(ratio.Median, limit);
        if (shape == "time")
        {
            double length = Math.Max(1, X(ratio.Upper) - X(ratio.Lower));
            string bar = string.Create(CultureInfo.InvariantCulture, $"M{X(ratio.Lower):0.#} {y:0.#}h{length:0.#}");
            Line($"""<path d="{bar}" stroke="{colour}" stroke-opacity=".45" stroke-width="6"/>""");
        }

        DrawMark(shape, X(ratio.Median), y, colour);
    }

    private void DrawMark(string shape, double x, double y, string colour)
    {
        switch (shape)
        {
            case "time":
                Line($"""<circle cx="{x:0.#}" cy="{y:0.#}" r="4.2" fill="{colour}"/>""");
                break;
            case "processor":
                Line($"""<circle cx="{x:0.#}" cy="{y:0.#}" r="3.4" fill="none" stroke="{colour}" stroke-width="1.5"/>""");
                break;
            case "tail":
                Line($"""<path d="M{x:0.#} {y - 4.5:0.#}l4.5 8h-9z" fill="none" stroke="{colour}" stroke-width="1.5"/>""");
                break;
            default:
                Line($"""<rect x="{x - 3.6:0.#}" y="{y - 3.6:0.#}" width="7.2" height="7.2" fill="{colour}"/>""");
                break;
        }
    }

    private void Line(FormattableString line) => _svg.AppendLine(line.ToString(CultureInfo.InvariantCulture));

    private void Line(string line) => _svg.AppendLine(line);
}
