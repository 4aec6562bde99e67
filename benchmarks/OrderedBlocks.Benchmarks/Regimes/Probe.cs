using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.Regimes;

/// <summary>What a run says of itself where its whole time is not the figure.</summary>
internal sealed class Probe
{
    /// <summary>The middle of the items' latencies in ns; not a number where the time an item is the figure.</summary>
    public double Median { get; private set; } = double.NaN;

    /// <summary>The latency in ns that a hundredth of the items exceeds.</summary>
    public double Tail { get; private set; } = double.NaN;

    /// <summary>Bytes an item that a run found by itself.</summary>
    public double Bytes { get; private set; } = double.NaN;

    /// <summary>Notes the latencies of a run's items.</summary>
    /// <param name="sorted">In ns, ascending.</param>
    public void NoteLatencies(double[] sorted)
    {
        Median = Quartiles.At(sorted, 0.5);
        Tail = Quartiles.At(sorted, 0.99);
    }

    public void NoteBytes(double bytesAnItem) => Bytes = bytesAnItem;
}
