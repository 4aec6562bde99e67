using System.Globalization;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Commands;

/// <summary>What all runs of a scenario have done together.</summary>
internal sealed class ScenarioTotal
{
    private readonly OrderedDictionary<string, long> _counts = [];
    private int _runs;
    private TimeSpan _elapsed;

    public void Add(TimeSpan elapsed, IEnumerable<KeyValuePair<string, long>> counts)
    {
        _runs++;
        _elapsed += elapsed;
        foreach ((string what, long number) in counts)
        {
            _counts.TryGetValue(what, out long before);
            _counts[what] = before + number;
        }
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"runs {_runs,-4} {_elapsed.TotalSeconds,7:F1} s  {StressRun.Format(_counts)}");
}
