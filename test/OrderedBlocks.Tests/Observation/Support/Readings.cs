using System.Diagnostics.Metrics;
using System.Globalization;
using OrderedBlocks.Observation;

namespace OrderedBlocks.Tests.Observation.Support;

/// <summary>Listens to instruments, and gives what they say of a block as lines, sorted.</summary>
internal sealed class Readings : IDisposable
{
    private const string Prefix = "orderedblocks.";

    private readonly MeterListener _listener = new();
    private readonly List<(string Block, string Line)> _lines = [];

    /// <summary>Listens to the instruments that the test chooses.</summary>
    public Readings(Func<Instrument, bool> listensTo)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (listensTo(instrument))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>All instruments of the process's own meter but the age, which depends on the clock.</summary>
    public static Readings OfTheProcess() => new(static instrument =>
        instrument.Meter.Name == "OrderedBlocks" && instrument.Name != "orderedblocks.item.oldest.age");

    /// <summary>Collects once, and tells of this block: "items.admitted 5", "items.dropped fault 2".</summary>
    public string[] Of(string block)
    {
        _lines.Clear();
        _listener.RecordObservableInstruments();
        return [.. _lines.Where(line => line.Block == block).Select(static line => line.Line).Order(StringComparer.Ordinal)];
    }

    /// <summary>Collects once: the names of all blocks, in the order in which they come first.</summary>
    public string[] Names()
    {
        _lines.Clear();
        _listener.RecordObservableInstruments();
        return [.. _lines.Select(static line => line.Block).Distinct()];
    }

    public void Dispose() => _listener.Dispose();

    private void Add<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        where T : IFormattable
    {
        Assert.AreEqual(BlockMetrics.NameTag, tags[0].Key);
        Assert.AreEqual("orderedblocks.block.name", tags[0].Key);
        string reason = "";
        if (tags.Length > 1)
        {
            Assert.AreEqual("orderedblocks.drop.reason", tags[1].Key);
            Assert.AreEqual(2, tags.Length);
            reason = $"{tags[1].Value} ";
        }

        string name = instrument.Name[Prefix.Length..];
        _lines.Add(((string)tags[0].Value!, $"{name} {reason}{value.ToString(null, CultureInfo.InvariantCulture)}"));
    }
}
