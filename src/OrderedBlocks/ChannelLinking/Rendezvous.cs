using System.Threading.Channels;

namespace OrderedBlocks.ChannelLinking;

/// <summary>Tells the framework's channels without room, <c>CreateBounded(0)</c>, in which a writer and a reader meet.</summary>
/// <remarks>
/// A writer is seen by <c>WaitToReadAsync</c> only while it waits in <c>WriteAsync</c>. A reader is seen by <c>WaitToWriteAsync</c> only
/// while it waits in <c>ReadAsync</c>. So two sides that first wait for each other wait for ever.
/// </remarks>
internal static class Rendezvous<T>
{
    private static readonly Channel<T> s_sample = Channel.CreateBounded<T>(0);

    /// <summary>Whether it is the writer of such a channel.</summary>
    public static bool Is(ChannelWriter<T> writer) => writer.GetType() == s_sample.Writer.GetType();

    /// <summary>Whether it is the reader of such a channel.</summary>
    public static bool Is(ChannelReader<T> reader) => reader.GetType() == s_sample.Reader.GetType();
}
