using System.Threading.Channels;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Channels;

/// <summary>Blocks as channels, and what the tests of them wait for.</summary>
internal static class Blocks
{
    /// <summary>A block that hands on what it is given.</summary>
    public static OrderedTransformBlock<int, int> Create(int capacity = DataflowBlockOptions.Unbounded, int workers = 1) =>
        new(static item => item, new ExecutionDataflowBlockOptions { BoundedCapacity = capacity, MaxDegreeOfParallelism = workers });

    /// <summary>A block whose only place is taken by an item that has been transformed.</summary>
    public static OrderedTransformBlock<int, int> CreateFull(int item = 0)
    {
        OrderedTransformBlock<int, int> block = Create(capacity: 1);
        Assert.IsTrue(block.Post(item));
        UntilReadable(block, 1);
        return block;
    }

    /// <summary>Waits until so many outputs can be read.</summary>
    public static void UntilReadable<TInput, TOutput>(OrderedTransformBlock<TInput, TOutput> block, int count) =>
        Wait.Until(() => block.OutputCount == count, $"{count} outputs can be read");

    /// <summary>Waits until so many senders and writers wait.</summary>
    public static void UntilWaiting<TInput, TOutput>(OrderedTransformBlock<TInput, TOutput> block, int count) =>
        Wait.Until(() => block.Core.Input.PostponedCount == count, $"{count} writers wait");

    /// <summary>Reads one item after the other.</summary>
    public static async Task<T[]> ReadAsync<T>(this ChannelReader<T> reader, int count)
    {
        var items = new T[count];
        for (int i = 0; i < count; i++)
        {
            items[i] = await reader.ReadAsync().Within();
        }

        return items;
    }

    /// <summary>The same wait, failing when the limit is over.</summary>
    public static Task<T> Within<T>(this ValueTask<T> wait) => wait.AsTask().WithTimeout();

    /// <inheritdoc cref="Within{T}(ValueTask{T})"/>
    public static Task Within(this ValueTask wait) => wait.AsTask().WithTimeout();
}
