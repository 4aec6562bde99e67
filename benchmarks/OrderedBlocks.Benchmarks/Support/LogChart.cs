using System.Globalization;
using System.Security;
using System.Text;

namespace OrderedBlocks.Benchmarks.Support;

/// <summary>
/// A chart with two logarithmic axes, as SVG. It has no background, and colours of medium brightness, so that it can be read on
/// a white page and on a dark one.
/// </summary>
internal sealed class LogChart(string title, string xTitle, string yTitle, string source)
{
    private const double Width = 900;
    private const double Left = 70;
    private const double Right = 570;
    private const double Top = 50;
    private const double Bottom = 450;
    private const double LegendLeft = 590;

    // letters in a line
    private const int SourceWidth = 130;

    private static readonly string[] s_colours =
        ["#808890", "#d9482b", "#e08a00", "#2f7fe0", "#1f9e89", "#9a5fd0", "#c94f9b", "#7a9a1f", "#8a6a4a", "#4f8fa8"];

    private static readonly int[] s_steps = [1, 2, 5];

    private static readonly string[] s_dashes = ["", "7 3"];

    private readonly List<LogCurve> _curves = [];
    private readonly StringBuilder _svg = new();
    private double _xLow;
    private double _xHigh;
    private double _yLow;
    private double _yHigh;

    public void Add(LogCurve curve) => _curves.Add(curve);

    public string Write(DirectoryInfo folder, string name)
    {
        FindRange();
        Line($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} 540" font-family="system-ui, sans-serif" """
            + """font-size="12" fill="#808890" role="img" aria-labelledby="t">""");
        Line($"""<title id="t">{Text(title)}</title>""");
        Line($"""<text x="{Left}" y="28" font-size="17">{Text(title)}</text>""");
        DrawAxes();
        for (int index = 0; index < _curves.Count; index++)
        {
            DrawCurve(_curves[index], s_colours[index % s_colours.Length], s_dashes[index / s_colours.Length % s_dashes.Length]);
            DrawLegend(_curves[index], s_colours[index % s_colours.Length], Top + 12 + (index * 38));
        }

        double y = 506;
        foreach (string line in Broken(source))
        {
            Line($"""<text x="{Left}" y="{y}" font-size="10">{Text(line)}</text>""");
            y += 14;
        }

        Line($"</svg>");

        string path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, _svg.ToString());
        return path;
    }

    private static string Text(string text) => SecurityElement.Escape(text);

    private static IEnumerable<string> Broken(string text)
    {
        string line = "";
        foreach (string part in text.Split("; "))
        {
            if (line.Length + part.Length > SourceWidth)
            {
                yield return line;
                line = "";
            }

            line += (line.Length == 0 ? "" : "; ") + part;
        }

        yield return line;
    }

    // whole steps of 1, 2, 5, 10, 20 ... within a range, both ends included
    private static IEnumerable<double> Ticks(double low, double high)
    {
        for (double decade = Math.Pow(10, Math.Floor(Math.Log10(low))); decade <= high; decade *= 10)
        {
            foreach (int step in s_steps)
            {
                if (decade * step >= low * 0.999 && decade * step <= high * 1.001)
                {
                    yield return decade * step;
                }
            }
        }
    }

    private void FindRange()
    {
        var points = _curves.SelectMany(static curve => curve.Points).ToList();
        double smallest = points.Where(static point => point.X > 0).Select(static point => point.X).DefaultIfEmpty(1).Min();
        bool hasZero = points.Exists(static point => point.X <= 0);
        _xLow = hasZero ? smallest / 2 : smallest;
        _xHigh = Math.Max(points.Max(static point => point.X), _xLow * 10);
        _yLow = points.Min(static point => point.Y) / 1.2;
        _yHigh = points.Max(static point => point.Y) * 1.2;
    }

    private double X(double value) => value <= 0
        ? Left
        : Left + ((Right - Left) * Math.Log(value / _xLow) / Math.Log(_xHigh / _xLow));

    private double Y(double value) => Bottom - ((Bottom - Top) * Math.Log(value / _yLow) / Math.Log(_yHigh / _yLow));

    private void DrawAxes()
    {
        foreach (double tick in Ticks(_yLow, _yHigh))
        {
            Line($"""<path d="M{Left} {Y(tick):0.#}H{Right}" stroke="#808890" stroke-opacity=".25"/>""");
            Line($"""<text x="{Left - 6}" y="{Y(tick) + 4:0.#}" text-anchor="end">{tick:#,0.##}</text>""");
        }

        foreach (double tick in Ticks(_xLow * 1.1, _xHigh))
        {
            Line($"""<path d="M{X(tick):0.#} {Top}V{Bottom}" stroke="#808890" stroke-opacity=".25"/>""");
            Line($"""<text x="{X(tick):0.#}" y="{Bottom + 17}" text-anchor="middle">{tick:#,0.##}</text>""");
        }

        if (_curves.Exists(static curve => curve.Points[0].X <= 0))
        {
            Line($"""<text x="{Left}" y="{Bottom + 17}" text-anchor="middle">0</text>""");
        }

        Line($"""<path d="M{Left} {Top}V{Bottom}H{Right}" stroke="#808890" fill="none"/>""");
        Line($"""<text x="{(Left + Right) / 2}" y="{Bottom + 38}" text-anchor="middle">{Text(xTitle)}</text>""");
        Line($"""<text transform="translate(18 {(Top + Bottom) / 2}) rotate(-90)" text-anchor="middle">{Text(yTitle)}</text>""");
    }

    private void DrawCurve(LogCurve curve, string colour, string dash)
    {
        string points = string.Join(
            ' ', curve.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{X(point.X):0.#},{Y(point.Y):0.#}")));
        Line($"""<polyline points="{points}" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}" fill="none"/>""");
        if (curve.Mark is { } mark)
        {
            Line($"""<circle cx="{X(mark.X):0.#}" cy="{Y(mark.Y):0.#}" r="5" fill="{colour}"/>""");
        }
    }

    private void DrawLegend(LogCurve curve, string colour, double y)
    {
        Line($"""<path d="M{LegendLeft} {y - 4}h22" stroke="{colour}" stroke-width="3"/>""");
        Line($"""<text x="{LegendLeft + 30}" y="{y}">{Text(curve.Title)}</text>""");
        if (curve.Note is { } note)
        {
            Line($"""<circle cx="{LegendLeft + 11}" cy="{y + 11}" r="4" fill="{colour}"/>""");
            Line($"""<text x="{LegendLeft + 30}" y="{y + 15}" font-size="11">{Text(note)}</text>""");
        }
    }

    private void Line(FormattableString line) => _svg.AppendLine(line.ToString(CultureInfo.InvariantCulture));

    private void Line(string line) => _svg.AppendLine(line);
}
