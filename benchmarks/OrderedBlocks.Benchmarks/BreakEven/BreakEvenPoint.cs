using OrderedBlocks.Benchmarks.Support;
using OrderedBlocks.Benchmarks.Systems;

namespace OrderedBlocks.Benchmarks.BreakEven;

/// <summary>
/// The work an item from which on a system is faster than the serial loop: on the straight line between the last size at which
/// it loses and the one after that.
/// </summary>
/// <param name="Kind">Whether there is such a point within the sizes.</param>
/// <param name="Work">The work an item there, in ns.</param>
/// <param name="Serial">What the serial loop takes for an item there, in ns.</param>
internal readonly record struct BreakEvenPoint(BreakEvenKind Kind, double Work, double Serial)
{
    /// <param name="result">The sweep.</param>
    /// <param name="system">Whose point.</param>
    /// <param name="figure">What stands for the rounds: their median, or the best of them.</param>
    public static BreakEvenPoint Of(BreakEvenResult result, ISystem system, Func<Quartiles, double> figure)
    {
        IReadOnlyList<int> sizes = result.Settings.Sizes;
        double[] serial = [.. sizes.Select(size => result.Nanoseconds(SystemList.Serial, size, figure))];
        double[] own = [.. sizes.Select(size => result.Nanoseconds(system, size, figure))];

        int last = sizes.Count - 1;
        while (last >= 0 && own[last] <= serial[last])
        {
            last--;
        }

        if (last < 0)
        {
            return new BreakEvenPoint(BreakEvenKind.Always, 0, serial[0]);
        }

        if (last == sizes.Count - 1)
        {
            return new BreakEvenPoint(BreakEvenKind.Never, double.PositiveInfinity, double.PositiveInfinity);
        }

        double loss = own[last] - serial[last];
        double gain = serial[last + 1] - own[last + 1];
        double share = loss / (loss + gain);
        return new BreakEvenPoint(
            BreakEvenKind.Within,
            sizes[last] + (share * (sizes[last + 1] - sizes[last])),
            serial[last] + (share * (serial[last + 1] - serial[last])));
    }

    public string WorkText(BreakEvenSettings settings) => Kind switch
    {
        BreakEvenKind.Within => $"{Work:0}",
        BreakEvenKind.Always => $"below {settings.Sizes[0]}",
        _ => $"above {settings.Sizes[^1]}",
    };

    public string SerialText() => Kind == BreakEvenKind.Within ? $"{Serial:0}" : "";
}
