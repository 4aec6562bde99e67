using System.Threading.Channels;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Channels;

/// <summary>The ways to write to a channel and to read from it. Each moves the items 0, 1, 2 and so on.</summary>
internal static class Parties
{
    /// <summary>Writes so many items, and closes the channel.</summary>
    public static async Task WriteAsync(this ChannelWriter<int> writer, string way, int count, Exception? error = null)
    {
        for (int item = 0; item < count; item++)
        {
            switch (way)
            {
                case "WriteAsync":
                    await writer.WriteAsync(item).AsTask().WithTimeout();
                    break;
                case "WaitToWriteAsync":
                    while (!writer.TryWrite(item))
                    {
                        Assert.IsTrue(await writer.WaitToWriteAsync().AsTask().WithTimeout());
                    }

                    break;
                default:
                    using (var limit = new CancellationTokenSource(Wait.Limit))
                    {
                        while (!writer.TryWrite(item))
                        {
                            limit.Token.ThrowIfCancellationRequested();
                            await Task.Yield();
                        }
                    }

                    break;
            }
        }

        writer.Complete(error);
    }

    /// <summary>Reads everything, and what comes at the end: nothing, or the error.</summary>
    public static async Task<(int[] Items, Exception? Error)> ReadAsync(this ChannelReader<int> reader, string way)
    {
        List<int> items = [];
        using var limit = new CancellationTokenSource(Wait.Limit);
        try
        {
            switch (way)
            {
                case "ReadAsync":
                    while (true)
                    {
                        items.Add(await reader.ReadAsync(limit.Token));
                    }

                case "WaitToReadAsync":
                    while (await reader.WaitToReadAsync(limit.Token))
                    {
                        items.AddRange(reader.Drain());
                    }

                    break;
                default:
                    await foreach (int item in reader.ReadAllAsync(limit.Token))
                    {
                        items.Add(item);
                    }

                    break;
            }

            return ([.. items], null);
        }
        catch (ChannelClosedException error)
        {
            return ([.. items], error.InnerException);
        }
        catch (Exception error)
        {
            Assert.IsFalse(limit.IsCancellationRequested, $"Read {items.Count} items, and no more came.");
            return ([.. items], error);
        }
    }
}
