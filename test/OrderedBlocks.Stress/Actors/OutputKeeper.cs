using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Actors;

/// <summary>Keeps the outputs of a block, and looks now and then how many more there are. One thread at a time.</summary>
/// <param name="count">The block's OutputCount.</param>
/// <param name="most">How many there may be; below 1 for any number.</param>
internal sealed class OutputKeeper(Func<int> count, int most)
{
    private readonly List<MadeOf> _outputs = [];
    private int _excess;

    /// <summary>What came out.</summary>
    public IReadOnlyList<MadeOf> Outputs => _outputs;

    /// <summary>Takes an output.</summary>
    public void Add(MadeOf output)
    {
        _outputs.Add(output);
        if (most > 0 && _outputs.Count % 16 == 0)
        {
            _excess = Math.Max(_excess, count() - most);
        }
    }

    /// <summary>Asserts that there were never too many.</summary>
    /// <exception cref="ViolationException">There were.</exception>
    public void AssertWithin(string where)
    {
        if (_excess > 0)
        {
            throw new ViolationException($"{where}: {most + _excess} outputs were in a block that may keep {most}.");
        }
    }
}
