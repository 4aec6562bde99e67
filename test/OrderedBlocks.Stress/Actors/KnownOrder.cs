using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Stress.Harness;

namespace OrderedBlocks.Stress.Actors;

/// <summary>Senders that post to one block, each under the same lock, so that the order is known in which it has accepted.</summary>
/// <param name="block">The block.</param>
/// <param name="progress">Told of each item that was accepted.</param>
internal sealed class KnownOrder(ITargetBlock<Tagged> block, Action progress)
{
    private readonly Lock _lock = new();
    private readonly List<Tagged> _accepted = [];

    /// <summary>What was accepted, in that order. To be looked at when nobody sends.</summary>
    public IReadOnlyList<Tagged> Accepted => _accepted;

    /// <summary>Sends items of several senders, each its own in order. Ends early when the block has ended.</summary>
    /// <param name="senders">How many.</param>
    /// <param name="first">The number of each one's first item.</param>
    /// <param name="count">How many each sends.</param>
    public Task SendAsync(int senders, int first, int count) =>
        Task.WhenAll(Enumerable.Range(0, senders).Select(sender => Task.Run(() => SendAllAsync(sender, first, count))));

    private async Task SendAllAsync(int sender, int first, int count)
    {
        for (int number = first; number < first + count; number++)
        {
            while (!TryPost(new Tagged(sender, number)))
            {
                if (block.Completion.IsCompleted)
                {
                    return;
                }

                await Task.Yield();
            }

            progress();
        }
    }

    private bool TryPost(Tagged item)
    {
        lock (_lock)
        {
            bool accepted = block.Post(item);
            if (accepted)
            {
                _accepted.Add(item);
            }

            return accepted;
        }
    }
}
