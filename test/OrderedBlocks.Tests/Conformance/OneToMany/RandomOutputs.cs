using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.OneToMany;

/// <summary>
/// Items whose outputs, delays and mishaps follow from a seed: how many outputs each has, at which it waits and how, where it is
/// canceled, and which of them fails.
/// </summary>
internal sealed class RandomOutputs
{
    private readonly int _seed;
    private readonly int _most;
    private readonly int _oneCanceledOf;
    private readonly Log<int> _begun = new();
    private readonly Log<int> _ended = new();

    public RandomOutputs(int seed)
    {
        var random = new Random(seed);
        _seed = seed;
        Items = random.Next(1, 80);
        _most = random.Next(1, 12);
        _oneCanceledOf = random.Next(3) == 0 ? random.Next(2, 20) : 0;
        Failing = random.Next(3) == 0 ? random.Next(1, Items + 1) : 0;
    }

    /// <summary>There are the items from 1 to this.</summary>
    public int Items { get; }

    /// <summary>The item that fails; 0 for none.</summary>
    public int Failing { get; }

    /// <summary>What the item that fails throws.</summary>
    public InvalidOperationException Reason { get; } = new("As intended.");

    /// <summary>The items that have begun, sorted.</summary>
    public IEnumerable<int> Begun => _begun.Entries.Order();

    /// <summary>The items that were ended or disposed of, sorted.</summary>
    public IEnumerable<int> Ended => _ended.Entries.Order();

    /// <summary>Whether the item is canceled.</summary>
    public bool IsCanceled(int item) => item != Failing && _oneCanceledOf > 0 && DiceOf(item).Next(_oneCanceledOf) == 0;

    /// <summary>How many outputs the item makes before it ends, is canceled or fails.</summary>
    public int CountOf(int item)
    {
        Random dice = DiceOf(item);
        dice.Next();
        return dice.Next(4) == 0 ? 0 : dice.Next(_most);
    }

    /// <summary>The delegate.</summary>
    public async IAsyncEnumerable<int> Run(int item)
    {
        _begun.Add(item);
        try
        {
            var dice = new Random((_seed * 1009) + item);
            int count = CountOf(item);
            for (int output = 1; output <= count; output++)
            {
                await Delay(dice);
                yield return (item * 1000) + output;
            }

            await Delay(dice);
            ThrowIfIntended(item);
        }
        finally
        {
            _ended.Add(item);
        }
    }

    /// <summary>The outputs that must come out of the item.</summary>
    public IEnumerable<int> OutputsOf(int item) => GatedStreams.Outputs(item, CountOf(item));

    private void ThrowIfIntended(int item)
    {
        if (item == Failing)
        {
            throw Reason;
        }

        if (IsCanceled(item))
        {
            throw new OperationCanceledException();
        }
    }

    private static async ValueTask Delay(Random dice)
    {
        switch (dice.Next(6))
        {
            case 0:
                await Task.Yield();
                break;
            case 1:
                Thread.SpinWait(dice.Next(300));
                break;
            case 2:
                Thread.Yield();
                break;
        }
    }

    private Random DiceOf(int item) => new((_seed * 7919) + item);
}
