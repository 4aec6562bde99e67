using System.Diagnostics.Metrics;
using OrderedBlocks.Observation;

namespace OrderedBlocks.Tests.Observation.Support;

/// <summary>Instruments of a test's own, with a clock of its own: only the blocks that it registers are in them.</summary>
internal sealed class OwnMetrics : IDisposable
{
    private readonly Meter _meter = new("OrderedBlocks.Tests");

    public OwnMetrics(int mostEndedNames = 1000) => Blocks = new BlockMetrics(_meter, Time, mostEndedNames);

    public ManualTime Time { get; } = new();

    public BlockMetrics Blocks { get; }

    /// <summary>Has a block observed.</summary>
    /// <returns>Its number.</returns>
    public int Register(IObservedBlock block)
    {
        int number = 0;
        Blocks.Register(ref number, block);
        return number;
    }

    /// <summary>A listener to all of the instruments, or to some.</summary>
    public Readings Listen(params string[] instruments) => new(instrument =>
        instrument.Meter == _meter && (instruments.Length == 0 || instruments.Contains(instrument.Name)));

    public void Dispose() => _meter.Dispose();
}
