using System.Threading.Channels;
using OrderedBlocks.Tests.Conformance.Channels.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Conformance.Channels;

/// <summary>
/// The ground of the conformance suite of channels: makes channels of the subject, and says the few things that all parts say.
/// </summary>
/// <remarks>
/// <para>The suite is the contract of <c>Channel.CreateBounded</c> that waits when it is full. The same tests run against a block
/// as a channel, which differs in these points, the first three on purpose:</para>
/// <code>
/// | capability                | framework's channel            | a block as a channel                                        |
/// |---------------------------|--------------------------------|-------------------------------------------------------------|
/// | WrittenIsReadableAtOnce   | can be read when the write     | can be read, and counts in Count, when the delegate has run |
/// |                           | returns                        | for it and for all before it; takes a place meanwhile       |
/// | ReadLeavesRoomAtOnce      | the next item has room when    | the same soon after: freed places may be handed on late,    |
/// |                           | the read returns               | many at a time                                              |
/// | EndsAtOnce                | has ended when Complete or the | ends soon after, by a worker                                |
/// |                           | last read returns              |                                                             |
/// | TokenMayFireInsideTheCall | a token that fires inside the  | a canceled read takes nothing and a canceled write writes |
/// |                           | call that starts to wait may   | nothing, whenever the token fires                           |
/// |                           | lose an item, or write one     |                                                             |
/// |                           | that was canceled (.NET 10,   |                                                             |
/// |                           | dotnet/runtime#132094)         |                                                             |
/// </code>
/// </remarks>
public abstract class ChannelConformance<TSubject>
    where TSubject : ChannelSubject, new()
{
    /// <summary>The channel under test.</summary>
    protected TSubject Subject { get; } = new();

    /// <summary>An empty channel of the subject's capacity.</summary>
    /// <param name="room">A capacity below this is raised to it.</param>
    protected Channel<int> NewChannel(int room = 1) => NewChannel<int>(room);

    /// <inheritdoc cref="NewChannel(int)"/>
    protected Channel<T> NewChannel<T>(int room = 1) => Subject.Create<T>(Math.Max(Subject.Capacity, room));

    /// <summary>A channel of the subject's capacity, with the items 1, 2, ... in all places, which can be read.</summary>
    protected Channel<int> NewFullChannel()
    {
        Channel<int> channel = NewChannel();
        WriteAll(channel, Enumerable.Range(1, Subject.Capacity));
        return channel;
    }

    /// <summary>A channel with these items, which can be read.</summary>
    protected Channel<int> NewChannelWith(params int[] items)
    {
        Channel<int> channel = NewChannel(room: items.Length);
        WriteAll(channel, items);
        return channel;
    }

    /// <summary>
    /// Writes items for which there is room, or soon will be where the subject hands places on later, and waits until they can be
    /// read, with those that were there.
    /// </summary>
    protected void WriteAll<T>(Channel<T> channel, params IEnumerable<T> items)
    {
        int count = channel.Reader.Count;
        foreach (T item in items)
        {
            bool isWritten = Subject.ReadLeavesRoomAtOnce
                ? channel.Writer.TryWrite(item)
                : SpinWait.SpinUntil(() => channel.Writer.TryWrite(item), Wait.Limit);
            Assert.IsTrue(isWritten, $"There was no room for item {item}.");
            count++;
        }

        WaitForItems(channel, count);
    }

    /// <summary>So many items can be read: now, or soon where the subject works on them.</summary>
    protected void WaitForItems<T>(Channel<T> channel, int count)
    {
        if (!Subject.WrittenIsReadableAtOnce)
        {
            Wait.Until(() => channel.Reader.Count == count, $"There are not {count} items but {channel.Reader.Count}.");
        }

        Assert.AreEqual(count, channel.Reader.Count);
    }

    /// <summary>There is room for an item: now, or soon where the subject hands places on later.</summary>
    protected async Task WaitForRoom<T>(Channel<T> channel)
    {
        ValueTask<bool> room = channel.Writer.WaitToWriteAsync();
        if (Subject.ReadLeavesRoomAtOnce)
        {
            Assert.IsTrue(room.IsCompletedSuccessfully);
        }

        Assert.IsTrue(await room.AsTask().WithTimeout());
    }

    /// <summary>The channel has ended as it was closed: now, or soon where a worker ends it.</summary>
    private protected async Task WaitForEnd<T>(Channel<T> channel, ClosedChannel closed)
    {
        if (Subject.EndsAtOnce)
        {
            Assert.IsTrue(channel.Reader.Completion.IsCompleted);
        }

        await closed.AssertEnded(channel.Reader.Completion);
    }

    /// <summary>Reads so many items, in order.</summary>
    protected static async Task<T[]> ReadMany<T>(Channel<T> channel, int count)
    {
        var items = new T[count];
        for (int i = 0; i < count; i++)
        {
            items[i] = await channel.Reader.ReadAsync().AsTask().WithTimeout();
        }

        return items;
    }

    /// <summary>Reads what comes until the channel, which was closed without an exception, says that nothing more will.</summary>
    protected static async Task<List<T>> ReadToEnd<T>(ChannelReader<T> reader)
    {
        var items = new List<T>();
        while (await reader.WaitToReadAsync().AsTask().WithTimeout())
        {
            while (reader.TryRead(out T? item))
            {
                items.Add(item);
            }
        }

        return items;
    }

    /// <summary>Closes the channel and asserts what is left in it.</summary>
    protected static async Task AssertLeft<T>(Channel<T> channel, params IEnumerable<T> expected)
    {
        channel.Writer.Complete();
        AssertItems(expected, await ReadToEnd(channel.Reader));
        await channel.Reader.Completion.WithTimeout();
    }

    /// <summary>Waits for the end, which must be canceled, by this token.</summary>
    protected static async Task AssertCanceled(Task operation, CancellationToken token)
    {
        OperationCanceledException error = await Assert.ThrowsAsync<OperationCanceledException>(operation.WithTimeout);
        Assert.AreEqual(token, error.CancellationToken);
        Assert.IsTrue(operation.IsCanceled);
    }

    /// <summary>Asserts the exact sequence.</summary>
    protected static void AssertItems<T>(IEnumerable<T> expected, IEnumerable<T> actual) =>
        Assert.AreEqual(string.Join(", ", expected), string.Join(", ", actual));
}
