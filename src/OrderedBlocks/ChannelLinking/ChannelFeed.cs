using System.Threading.Channels;
using System.Threading.Tasks.Dataflow;
using OrderedBlocks.Hub;
using OrderedBlocks.Scheduling;
using OrderedBlocks.Streams;

namespace OrderedBlocks.ChannelLinking;

/// <summary>Feeds a block from a channel until one of them ends.</summary>
internal static class ChannelFeed
{
    /// <summary>Begins.</summary>
    /// <param name="source">The channel: the block is completed when it is, after its items, with its error if there is one.</param>
    /// <param name="block">The block.</param>
    /// <param name="target">The same.</param>
    public static void Start<TInput>(
        ChannelReader<TInput> source,
        IBlock<TInput> block,
        ITargetBlock<TInput> target)
    {
        var link = new ChannelToBlockLink<TInput>(
            source, target, DataflowBlockOptions.Unbounded, error => block.TryComplete(error), CancellationToken.None);

        // It may be waiting for the channel.
        After(block.LifeCycle.Completion, _ => link.Unlink());
        After(link.Completion, ended =>
        {
            if (ended.Exception is { } error)
            {
                block.TryComplete(Errors.First(error));
            }
        });
        link.Start();
    }

    private static void After(Task task, Action<Task> action)
    {
        using (NoFlow.Begin())
        {
            task.ContinueWith(action, CancellationToken.None, TaskContinuationOptions.DenyChildAttach, TaskScheduler.Default);
        }
    }
}
