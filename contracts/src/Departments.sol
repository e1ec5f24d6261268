// SPDX-License-Identifier: Apache-2.0
pragma solidity =0.8.37;

import {IDepartments} from "./interfaces/IDepartments.sol";
import {IJournal} from "./interfaces/IJournal.sol";
import {Notes} from "./libraries/Notes.sol";
import {Registrations} from "./libraries/Registrations.sol";
import {Record, Registration} from "./types/Directory.sol";
import {EntryKind} from "./types/EntryKind.sol";

/// @title The directory of departments
contract Departments is IDepartments {
    using Registrations for Registration;

    /// @inheritdoc IDepartments
    uint8 public constant MAX_DEPTH = 8;
    uint256 private constant _MAX_SCOPE = 256;

    /// @inheritdoc IDepartments
    IJournal public immutable journal;
    /// @inheritdoc IDepartments
    address public immutable founder;

    mapping(address id => Record) private _records;
    mapping(address department => mapping(bytes32 officer => uint64 until)) private _officers;
    /// @dev How many children of each level a department has, so that its own level cannot sink
    /// below one of theirs. Indexed by level, 1 to 5; one storage word.
    mapping(address id => uint32[6]) private _childrenAt;
    /// @inheritdoc IDepartments
    address public root;

    modifier onlyActive() {
        if (!isActive(msg.sender)) revert NotActiveDepartment(msg.sender);
        _;
    }

    /// @param journal_ where every change is written
    constructor(IJournal journal_) {
        journal = journal_;
        founder = msg.sender;
    }

    // --- Changes

    /// @inheritdoc IDepartments
    function found(address id, Registration calldata r) external {
        if (msg.sender != founder) revert NotTheFounder(msg.sender);
        if (root != address(0)) revert AlreadyFounded();
        root = id;
        _add(id, address(0), r);
        _writeRecord(id, id);
    }

    /// @inheritdoc IDepartments
    function register(address id, Registration calldata r) external onlyActive {
        if (_depth(msg.sender) == MAX_DEPTH) revert TooDeep();
        _checkBelow(msg.sender, r.level);
        _add(id, msg.sender, r);
        ++_childrenAt[msg.sender][r.level];
        _writeRecord(id, msg.sender);
    }

    /// @inheritdoc IDepartments
    function update(address id, Registration calldata r) external onlyActive {
        Record storage stored = _known(id);
        address parent = stored.parent;
        if (msg.sender != (id == root ? id : parent)) revert NotTheParent(id, msg.sender);
        r.check();
        _move(id, parent, stored.r.level, r.level);
        stored.r = r;
        _writeRecord(id, msg.sender);
    }

    /// @inheritdoc IDepartments
    function setActive(address id, bool active) external onlyActive {
        Record storage stored = _known(id);
        if (msg.sender != stored.parent) revert NotTheParent(id, msg.sender);
        if (stored.active == active) revert NothingChanged(id);
        stored.active = active;
        stored.since = uint64(block.timestamp);
        _writeRecord(id, msg.sender);
    }

    /// @inheritdoc IDepartments
    function appointOfficer(bytes32 key, uint64 until, string calldata scope) external onlyActive {
        if (key == 0 || until <= block.timestamp) revert BadAppointment();
        if (bytes(scope).length > _MAX_SCOPE) revert BadText();
        _officers[msg.sender][key] = until;
        _writeOfficer(key, true, until, scope);
    }

    /// @inheritdoc IDepartments
    function dismissOfficer(bytes32 key) external onlyActive {
        if (_officers[msg.sender][key] == 0) revert NotAppointed(key);
        delete _officers[msg.sender][key];
        _writeOfficer(key, false, 0, "");
    }

    // --- Questions

    /// @inheritdoc IDepartments
    function record(address id) external view returns (Record memory) {
        return _records[id];
    }

    /// @inheritdoc IDepartments
    function exists(address id) public view returns (bool) {
        return _records[id].since != 0;
    }

    /// @inheritdoc IDepartments
    function isActive(address id) public view returns (bool) {
        // Ends: a parent is registered before its child and never changes, so the line is at most
        // MAX_DEPTH long and its last parent is zero.
        while (id != address(0)) {
            Record storage stored = _records[id];
            if (!stored.active) return false;
            address parent = stored.parent;
            if (parent == address(0)) return true;
            id = parent;
        }
        return false;
    }

    /// @inheritdoc IDepartments
    function isWithin(address id, address ancestor) external view returns (bool) {
        if (ancestor == address(0)) return false;
        for (id = _records[id].parent; id != address(0); id = _records[id].parent) {
            if (id == ancestor) return true;
        }
        return false;
    }

    /// @inheritdoc IDepartments
    function officer(address department, bytes32 key) external view returns (uint64 until) {
        return _officers[department][key];
    }

    /// @inheritdoc IDepartments
    function isOfficer(address department, bytes32 key) external view returns (bool) {
        return block.timestamp < _officers[department][key] && isActive(department);
    }

    /// @inheritdoc IDepartments
    function parentOf(address id) external view returns (address) {
        return _records[id].parent;
    }

    /// @inheritdoc IDepartments
    function levelOf(address id) external view returns (uint8) {
        return _records[id].r.level;
    }

    /// @inheritdoc IDepartments
    function kindOf(address id) external view returns (bytes32) {
        return _records[id].r.kind;
    }

    // --- Inside

    function _add(address id, address parent, Registration calldata r) private {
        if (id == address(0)) revert ZeroAccount();
        if (exists(id)) revert AlreadyRegistered(id);
        r.check();
        Record storage stored = _records[id];
        stored.parent = parent;
        stored.active = true;
        stored.since = uint64(block.timestamp);
        stored.r = r;
    }

    /// @dev Changes a department's level from `before` to `level`, which must stay between the
    /// parent's level and the children's.
    function _move(address id, address parent, uint8 before, uint8 level) private {
        if (before == level) return;
        for (uint8 above = 1; above < level; ++above) {
            if (_childrenAt[id][above] != 0) revert BadLevel(level);
        }
        if (parent == address(0)) return;
        _checkBelow(parent, level);
        --_childrenAt[parent][before];
        ++_childrenAt[parent][level];
    }

    function _checkBelow(address parent, uint8 level) private view {
        if (level < _records[parent].r.level || level > Registrations.MAX_LEVEL) {
            revert BadLevel(level);
        }
    }

    function _known(address id) private view returns (Record storage stored) {
        stored = _records[id];
        if (stored.since == 0) revert NotRegistered(id);
    }

    /// @dev Departments in the line from the root to `id`, both counted.
    function _depth(address id) private view returns (uint256 depth) {
        for (; id != address(0); id = _records[id].parent) {
            ++depth;
        }
    }

    function _writeRecord(address id, address writer) private {
        bytes memory data = abi.encode(id, _records[id]);
        Notes.writePublic(journal, EntryKind.DIRECTORY_RECORD, writer, data);
    }

    function _writeOfficer(bytes32 key, bool appointed, uint64 until, string memory scope) private {
        bytes memory data = abi.encode(msg.sender, key, appointed, until, scope);
        Notes.writePublic(journal, EntryKind.OFFICER_RECORD, msg.sender, data);
    }
}
