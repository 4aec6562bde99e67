using System.Runtime.CompilerServices;
using OrderedBlocks.Stress.Faults;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Actors;

/// <summary>
/// A delegate that makes now no output and now many, takes now this long and now that, is canceled at the end of some items and fails
/// at the end of others; always the same ones.
/// </summary>
/// <param name="dice">Says which, and how many.</param>
/// <param name="most">An item has fewer outputs than this; one in thirty has many times as many.</param>
/// <param name="oneFailsOf">One of so many items fails, about; 0 for none.</param>
internal sealed class RandomStreams(Dice dice, int most, int oneFailsOf)
{
    private const int DiceForCount = 1;
    private const int DiceForEnd = 101;
    private const int DiceForTime = 201;
    private const int OneCanceledOf = 40;

    private long _begun;
    private long _ended;

    /// <summary>Streams that were begun and have not been disposed of.</summary>
    public long Open => Interlocked.Read(ref _begun) - Interlocked.Read(ref _ended);

    public bool Fails(Tagged item) => oneFailsOf > 0 && dice.Roll(oneFailsOf, DiceForEnd + item.Producer, item.Number) == 0;

    /// <summary>All that the item makes before its end.</summary>
    public IEnumerable<MadeOf> OutputsOf(Tagged item) => Enumerable.Range(0, Count(item)).Select(number => new MadeOf(item, number));

    public IEnumerable<MadeOf> Enumerate(Tagged item)
    {
        Interlocked.Increment(ref _begun);
        try
        {
            int count = Count(item);
            for (int number = 0; number < count; number++)
            {
                if (TimeOf(item, number) == 0)
                {
                    Thread.SpinWait(100);
                }

                yield return new MadeOf(item, number);
            }

            End(item);
        }
        finally
        {
            Interlocked.Increment(ref _ended);
        }
    }

    public async Task<IEnumerable<MadeOf>> EnumerateLater(Tagged item)
    {
        if (TimeOf(item, number: 0) < 3)
        {
            await Task.Yield();
        }

        return Enumerate(item);
    }

    public async IAsyncEnumerable<MadeOf> Stream(Tagged item, [EnumeratorCancellation] CancellationToken token)
    {
        Interlocked.Increment(ref _begun);
        try
        {
            int count = Count(item);
            for (int number = 0; number < count && !token.IsCancellationRequested; number++)
            {
                if (TimeOf(item, number) == 0)
                {
                    await Task.Yield();
                }

                yield return new MadeOf(item, number);
            }

            End(item);
        }
        finally
        {
            Interlocked.Increment(ref _ended);
        }
    }

    private int Count(Tagged item)
    {
        int count = dice.Roll(most, DiceForCount + item.Producer, item.Number);
        return item.Number % 30 == 17 ? count * 20 : count;
    }

    private int TimeOf(Tagged item, int number) => dice.Roll(8, DiceForTime + item.Producer, (item.Number * 64) + number);

    private void End(Tagged item)
    {
        if (Fails(item))
        {
            throw new IntendedException($"{item}");
        }

        if (dice.Roll(OneCanceledOf, DiceForEnd + item.Producer + 10, item.Number) == 0)
        {
            throw new OperationCanceledException();
        }
    }
}
