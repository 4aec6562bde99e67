using System.Runtime.CompilerServices;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Faults;

/// <summary>A delegate of each form that does with an item what its fate is.</summary>
internal sealed class FaultyDelegates(FaultWorld world)
{
    private int _calls;

    public Tagged Run(Tagged item)
    {
        switch (Begin(item))
        {
            case ItemFate.Good or ItemFate.Later:
                return item;

            case ItemFate.Slow:
                Thread.SpinWait(500);
                return item;

            case ItemFate.Canceled or ItemFate.CanceledTask or ItemFate.NullTask:
                throw new OperationCanceledException();

            default:
                throw new IntendedException("delegate");
        }
    }

    public Task<Tagged> StartTask(Tagged item) => Begin(item) switch
    {
        ItemFate.Good => Task.FromResult(item),
        ItemFate.Slow or ItemFate.Later => LaterAsync(item),
        ItemFate.Canceled => throw new OperationCanceledException(),
        ItemFate.CanceledTask => Task.FromCanceled<Tagged>(new CancellationToken(canceled: true)),
        ItemFate.NullTask => null!,
        ItemFate.Throws => throw new IntendedException("delegate"),
        _ => ThrowLaterAsync(),
    };

    public async ValueTask<Tagged> RunAsync(Tagged item, CancellationToken token)
    {
        ItemFate fate = Begin(item);
        if (fate is ItemFate.Slow or ItemFate.Later or ItemFate.ThrowsLater or ItemFate.CanceledTask)
        {
            await YieldToPool();
        }

        return fate switch
        {
            ItemFate.Good or ItemFate.Slow or ItemFate.Later => item,
            ItemFate.Throws or ItemFate.ThrowsLater => throw new IntendedException("delegate"),
            _ => throw new OperationCanceledException(),
        };
    }

    // Not Task.Yield: it goes on on the block's scheduler, which may refuse.
    private static ConfiguredTaskAwaitable YieldToPool() =>
        Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    private static async Task<Tagged> LaterAsync(Tagged item)
    {
        await YieldToPool();
        return item;
    }

    private static async Task<Tagged> ThrowLaterAsync()
    {
        await YieldToPool();
        throw new IntendedException("delegate");
    }

    private ItemFate Begin(Tagged item)
    {
        world.EndAt(EndingMoment.Delegate, Interlocked.Increment(ref _calls) - 1);
        ItemFate fate = world.FateOf(item);
        if (fate >= ItemFate.Throws)
        {
            world.NoteError(isCertain: true);
        }

        return fate;
    }
}
