using OrderedBlocks.Benchmarks.Support;
using OrderedBlocks.Benchmarks.Systems;

namespace OrderedBlocks.Benchmarks.BreakEven;

/// <summary>The samples of a sweep by system and size.</summary>
internal sealed class BreakEvenResult(BreakEvenSettings settings, double nanosecondsARound)
{
    private readonly Dictionary<(ISystem System, int Size), List<Sample>> _samples = [];

    public BreakEvenSettings Settings { get; } = settings;

    public double NanosecondsARound { get; } = nanosecondsARound;

    public void Add(ISystem system, int size, Sample sample)
    {
        if (!_samples.TryGetValue((system, size), out List<Sample>? samples))
        {
            _samples[(system, size)] = samples = [];
        }

        samples.Add(sample);
    }

    public Quartiles Of(ISystem system, int size, Func<Sample, double> figure) =>
        Quartiles.Of(_samples[(system, size)].Select(figure));

    public double Nanoseconds(ISystem system, int size) => Nanoseconds(system, size, static time => time.Median);

    public double Nanoseconds(ISystem system, int size, Func<Quartiles, double> figure) =>
        figure(Of(system, size, static sample => sample.Nanoseconds));

    /// <summary>The size that was measured and is next to the one wanted.</summary>
    public int SizeNear(int wanted) => Settings.Sizes.MinBy(size => Math.Abs(size - wanted));
}
