namespace OrderedBlocks.Input;

/// <summary>Somebody who waits among the senders for room, and has no message to be fetched.</summary>
internal interface IRoomWaiter
{
    /// <summary>Its turn has come, and there is room, or the block is closed. Under no lock.</summary>
    /// <param name="id">The id of the header with which it waits.</param>
    /// <param name="isClosed">Whether the block takes nothing more.</param>
    void OnRoom(long id, bool isClosed);
}
