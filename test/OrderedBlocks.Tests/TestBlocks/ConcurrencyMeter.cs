namespace OrderedBlocks.Tests.TestBlocks;

/// <summary>A delegate that remembers how many of its calls ran at the same time at most.</summary>
public sealed class ConcurrencyMeter
{
    private readonly Lock _lock = new();
    private int _running;

    /// <summary>The highest number of calls at the same time. Read it when all have ended.</summary>
    public int Highest { get; private set; }

    /// <summary>The delegate: returns its item after giving others a chance to run beside it.</summary>
    public int Run(int item)
    {
        lock (_lock)
        {
            _running++;
            Highest = Math.Max(Highest, _running);
        }

        Thread.Yield();
        lock (_lock)
        {
            _running--;
        }

        return item;
    }
}
