using OrderedBlocks.Stress.Faults;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Actors;

/// <summary>A delegate that takes now this long and now that, and fails on some items; always the same ones.</summary>
/// <param name="dice">Says which, and how long.</param>
/// <param name="oneFailsOf">One of so many items fails, about; 0 for none.</param>
internal sealed class RandomWork(Dice dice, int oneFailsOf)
{
    private const int DiceForFailure = 1;
    private const int DiceForTime = 101;

    private int _running;
    private int _most;
    private long _started;

    /// <summary>Calls that were running at the same time, at the most, since this was set to 0.</summary>
    public int Most
    {
        get => Volatile.Read(ref _most);
        set => Volatile.Write(ref _most, value);
    }

    /// <summary>Calls so far.</summary>
    public long Started => Interlocked.Read(ref _started);

    public bool Fails(Tagged item) => oneFailsOf > 0 && dice.Roll(oneFailsOf, DiceForFailure + item.Producer, item.Number) == 0;

    public Tagged Run(Tagged item)
    {
        Enter();
        Thread.SpinWait(dice.Roll(100, DiceForTime + item.Producer, item.Number));
        return Leave(item);
    }

    public async Task<Tagged> RunAsync(Tagged item)
    {
        Enter();
        if (dice.Roll(3, DiceForTime + item.Producer, item.Number) == 0)
        {
            await Task.Yield();
        }

        return Leave(item);
    }

    private void Enter()
    {
        Interlocked.Increment(ref _started);
        int running = Interlocked.Increment(ref _running);
        int most = Volatile.Read(ref _most);
        while (running > most && Interlocked.CompareExchange(ref _most, running, most) is int seen && seen != most)
        {
            most = seen;
        }
    }

    private Tagged Leave(Tagged item)
    {
        Interlocked.Decrement(ref _running);
        return Fails(item) ? throw new IntendedException($"{item}") : item;
    }
}
